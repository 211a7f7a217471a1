/**
 * Time: plays recordings on one canvas, slide by slide and step by step. Knows no keys, no page, no other file but
 * the painter. The shell calls it and listens.
 *
 *     import { Recording, fromBase64 } from "recording";
 *     import { Player } from "player";
 *     import { Dial } from "dial";      // new Dial(element, player): a slider, there while the step has a dial
 *     import { Scrub } from "scrub";    // new Scrub(element, player): a thin bar to drag through the step
 *
 *     const recording = await Recording.open(fromBase64(text));   // throws one Error with words for the presenter
 *     const player = new Player(canvas, { calm: matchMedia("(prefers-reduced-motion: reduce)").matches });
 *     player.show(recording, "shares");
 *
 * The canvas is sized by the shell's style; its pixels are the screen's own, whatever zoom. The clock stands while the
 * document is hidden, the canvas is not seen (below the fold, in a frame), or `held` is set.
 *
 * What to do
 *     show(recording, slide, step = 0, { atEnd = false })  a step of a slide; `slide` is its id in the recording, a step
 *                        of -1 the last. It plays, or stands in its end state
 *     forward()          finish the running step, else play the next; false where the slide has no next step.
 *                        A loop, a pause in a loop and a turned dial count as finished
 *     back()             the end state of the step before; false where there is none in this slide
 *     replay()           the step from its beginning
 *     pause(), resume(), toggle()
 *     seek(frame)        any frame of this step, counted from the scene's start; pauses there
 *     nudge(frames)      so many frames on or back; pauses there
 *     turn(position)     the dial of this step, 0 (low) to 1 (high); whatever plays stands still then
 *     swap(recording)    the same scene in another theme: the picture changes, time goes on
 *     prepare(recording, slide)  make the paths of a slide to come, while nothing moves. Later slides of the recording
 *                        that is shown are prepared without being asked
 *     destroy()
 *
 * To set: speed (0.25 to 4), held (true while something lies over the picture), calm (steps stand in their end states,
 *     loops in their first frame; dials can be turned)
 *
 * To read: recording, slide (its entry in recording.slides), step (index), frame (may lie between two), state ("empty",
 *     "playing", "looping" or "resting"), paused (by the presenter), finished (the next forward goes on: resting or
 *     looping), moving (the picture changes now), failed, first and last (frames of this step),
 *     dial (null, or { name, unit, places, position, value, text }: text as it is read aloud, "temperature 1.3")
 *
 * Events: "change" (anything to read but the frame changed), "frame" (another picture was drawn), "failed" (detail: an
 *     Error; the canvas shows nothing from now on, steps go on as end states), "recovered" (it draws again)
 */
export class Player extends EventTarget {}
