using CacheFleet.Caching.Storing;
using CacheFleet.Testing;

namespace CacheFleet.Caching.Tests.Storing;

public sealed class CircuitTests
{
    private readonly StillClock _clock = new();
    private readonly Circuit _circuit;

    public CircuitTests() => _circuit = new Circuit(_clock, 2, TimeSpan.FromSeconds(1));

    [Fact]
    public void It_opens_after_so_many_failures_in_a_row_and_not_before()
    {
        _circuit.Heard(StoreTrouble.TimedOut);
        _circuit.Heard(StoreTrouble.None);
        _circuit.Heard(StoreTrouble.Unreachable);
        Assert.True(_circuit.LetsThrough());

        _circuit.Heard(StoreTrouble.TimedOut);
        Assert.False(_circuit.LetsThrough());
    }

    // Mutant: LetsThrough does not move the next try.
    [Fact]
    public void While_open_it_lets_one_caller_through_an_interval()
    {
        _circuit.Heard(StoreTrouble.TimedOut);
        _circuit.Heard(StoreTrouble.TimedOut);
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal([true, false, false],
            Enumerable.Range(0, 3).Select(_ => _circuit.LetsThrough()));
    }

    // Mutant: only None closes it.
    [Theory]
    [InlineData(StoreTrouble.None)]
    [InlineData(StoreTrouble.Refused)]
    public void Any_answer_closes_it(StoreTrouble answer)
    {
        _circuit.Heard(StoreTrouble.TimedOut);
        _circuit.Heard(StoreTrouble.TimedOut);
        _circuit.Heard(answer);

        Assert.False(_circuit.IsOpen);
    }
}
