// The keys on a card: what is printed then is the help's list alone, on one small page.

const root = document.documentElement;

/** Offer it in the help. `asked`: whatever is printed is the card, and the help is open to be looked at. */
export function offerCard(asked, openHelp) {
  root.classList.toggle("card", asked);
  if (asked) openHelp();
  document.getElementById("print-card").addEventListener("click", () => {
    root.classList.add("card");
    addEventListener("afterprint", () => root.classList.toggle("card", asked), { once: true });
    print();
  });
}
