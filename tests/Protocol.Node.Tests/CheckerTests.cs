using CacheFleet.Lab.Protocol.Linearizability;

namespace CacheFleet.Protocol.Node.Tests;

/// <summary>The judge is judged first: histories whose verdict is known.</summary>
public sealed class CheckerTests
{
    [Fact]
    public void Concurrent_operations_may_take_effect_in_either_order() =>
        Assert.True(IsLinearizable((1, 4, new Write(1)), (2, 5, new Write(2)), (6, 7, new Read(1))));

    [Fact]
    public void A_read_after_a_write_has_returned_must_see_it() =>
        Assert.False(IsLinearizable((1, 2, new Write(1)), (3, 4, new Write(2)), (5, 6, new Read(1))));

    [Fact]
    public void Two_reads_in_a_row_may_not_go_back_in_time() => Assert.False(IsLinearizable(
        (1, 2, new Write(1)), (3, 10, new Write(2)), (4, 5, new Read(2)), (6, 7, new Read(1))));

    [Fact]
    public void A_refused_compare_and_set_tells_of_the_value_as_a_read_does() => Assert.False(IsLinearizable(
        (1, 2, new Write(1)), (3, 10, new Write(2)), (4, 5, new FailedCompare(1)), (6, 7, new Read(1))));

    [Fact]
    public void A_compare_and_set_needs_the_value_that_it_names() => Assert.False(IsLinearizable(
        (1, 2, new Write(1)), (3, 4, new CompareAndSet(2, 3))));

    [Fact]
    public void A_stale_read_is_counted_once_and_a_concurrent_one_is_not()
    {
        var history = Made((1, 2, new Write(1)), (3, 6, new Write(2)), (4, 5, new Read(1)), (7, 8, new Read(1)));

        Assert.Equal(1, history.StaleReads());
    }

    private static bool IsLinearizable(params (long, long, Operation)[] operations) =>
        Checker.IsLinearizable(operations.Select(one => new Entry(0, one.Item1, one.Item2, one.Item3)));

    // Instants are given by calling and returning in their order.
    private static History Made(params (long Called, long Returned, Operation Operation)[] operations)
    {
        var history = new History();
        var calls = new Dictionary<Operation, Pending>(ReferenceEqualityComparer.Instance);
        var instants = operations.SelectMany(one => new[] { (one.Called, one), (one.Returned, one) });
        foreach (var (_, one) in instants.OrderBy(instant => instant.Item1))
        {
            if (calls.TryGetValue(one.Operation, out var call))
                history.Return(call, one.Operation);
            else
                calls[one.Operation] = history.Call(0);
        }
        return history;
    }
}
