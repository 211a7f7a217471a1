"""Three lines of a program, by register and by lookup."""

from scenes.binding import Binding
from tests.scenes.expect import check_numbers, curves, find, texts


def executed(program: str) -> dict[str, int]:
    values: dict[str, int] = {}
    exec(program.replace(":=", "="), {"__builtins__": {}}, values)
    return values


def constants() -> list[str]:
    return [line.split()[-1] for line in Binding.program.splitlines() if line.split()[-1].isdigit()]


def looked_up() -> list[str]:
    # y := x read when it was written, and read at the end.
    right = executed(Binding.program)["y"]
    wrong = executed(Binding.program)["x"]
    return [*constants(), *constants(), f"y = {right}", f"y = {wrong}"]


NUMBERS = {
    "registers": lambda: [*constants(), *texts(executed(Binding.program).values())],
    "lookup": looked_up,
    "accuracy": lambda: [*texts(Binding.lengths), "0.4", "0.6", "0.8", "1"],
}


def test_numbers_are_those_of_the_data(seen):
    check_numbers(seen("binding"), NUMBERS)


def test_more_hops_are_right_more_often_and_a_register_always(seen):
    register, four, two, _, one = curves(find(seen("binding"), "accuracy"))
    assert [y for _, y in register] == [1.0] * len(Binding.lengths)
    for i in range(len(Binding.lengths)):
        assert register[i][1] >= four[i][1] > two[i][1] > one[i][1]
