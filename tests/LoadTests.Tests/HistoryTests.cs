using System.Diagnostics;
using CacheFleet.LoadTests.Histories;

namespace CacheFleet.LoadTests.Tests;

/// <summary>Each guilt planted once, and found; and a history without any.</summary>
public sealed class HistoryTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromMilliseconds(250);

    [Fact]
    public void A_history_in_which_everybody_sees_the_newest_is_sound()
    {
        var report = Check(Write(1, 0, 10, 6), Read(1, 20, 30, 6), Read(2, 20, 30, 6), Write(2, 40, 50, 7));

        Assert.True(report.IsSound);
        Assert.Equal((2, 2, 0), (report.Reads, report.Writes, report.Stale));
        Assert.Equal((0, 1), (report.ReadYourWrites.Count, report.ReadYourWrites.Of));
    }

    [Fact]
    public void A_read_that_overlaps_the_write_may_see_either_version()
    {
        var report = Check(Write(1, 0, 100, 6), Read(2, 50, 60, 5), Read(3, 50, 60, 6));

        Assert.True(report.IsSound);
        Assert.Equal(0, report.Stale);
    }

    [Fact]
    public void A_read_of_less_than_was_acknowledged_is_stale_since_the_first_write_that_superseded_it()
    {
        var report = Check(
            Write(1, 0, 100, 6), Write(1, 150, 300, 7), Read(2, 200, 210, 5), Read(2, 500, 510, 5));

        Assert.Equal((2, 1), (report.Stale, report.StaleBeyondBound));
        Assert.Equal(400, report.LongestStale.TotalMilliseconds, precision: 3);
        Assert.Equal((2, 2), (report.StaleReads.Count, report.StaleReads.Of));
    }

    [Fact]
    public void A_client_that_does_not_see_its_own_write_is_found_and_another_one_is_not_blamed()
    {
        var report = Check(Write(1, 0, 10, 6), Read(1, 20, 30, 5), Read(2, 20, 30, 5));

        Assert.Equal((1, 1), (report.ReadYourWrites.Count, report.ReadYourWrites.Of));
        Assert.False(report.IsSound);
    }

    [Fact]
    public void A_client_that_reads_backwards_is_found_though_nothing_was_acknowledged()
    {
        var report = Check(Doubtful(1, 0, 10), Read(2, 20, 30, 6), Read(2, 40, 50, 5), Read(3, 60, 70, 5));

        Assert.Equal((1, 1), (report.MonotonicReads.Count, report.MonotonicReads.Of));
        Assert.Equal(0, report.Stale);
    }

    [Fact]
    public void A_version_that_nobody_can_have_written_yet_is_a_phantom()
    {
        Assert.Equal(1, Check(Read(1, 0, 10, 6)).Phantoms);
        Assert.Equal(1, Check(Read(1, 0, 10, 6), Write(2, 20, 30, 6)).Phantoms);
        Assert.Equal(0, Check(Write(2, 5, 30, 6), Read(1, 0, 10, 6)).Phantoms);
        Assert.Equal(0, Check(Doubtful(2, 5, 30), Read(1, 40, 50, 6)).Phantoms);
    }

    [Fact]
    public void Two_writes_that_make_one_version_and_one_that_goes_back_are_found()
    {
        Assert.Equal(1, Check(Write(1, 0, 10, 6), Write(2, 0, 20, 6)).VersionsNotGrowing);
        Assert.Equal(1, Check(Write(1, 0, 10, 7), Write(2, 20, 30, 6)).VersionsNotGrowing);
        Assert.Equal(0, Check(Write(1, 0, 10, 7), Write(2, 5, 30, 6)).VersionsNotGrowing);
    }

    [Fact]
    public void Keys_know_nothing_of_each_other()
    {
        var history = new History();
        history.Begin(1, 5);
        history.Begin(2, 50);
        history.Add(Write(1, 0, 10, 6));
        history.Add(Read(1, 20, 30, 50) with { Key = 2 });

        Assert.True(history.Check(Bound).IsSound);
        Assert.Equal([6, 50], history.Newest().OrderBy(one => one.Key).Select(one => one.Value));
    }

    // Times in milliseconds; the key is at version 5 in the beginning.
    private static Operation Read(int client, int start, int end, long version) =>
        new(client, 1, OperationKind.Read, Ticks(start), Ticks(end), version);

    private static Operation Write(int client, int start, int end, long version) =>
        new(client, 1, OperationKind.Write, Ticks(start), Ticks(end), version);

    private static Operation Doubtful(int client, int start, int end) =>
        new(client, 1, OperationKind.Doubtful, Ticks(start), Ticks(end), 0);

    private static long Ticks(int milliseconds) => milliseconds * (Stopwatch.Frequency / 1_000);

    private static HistoryReport Check(params Operation[] operations)
    {
        var history = new History();
        history.Begin(1, 5);
        foreach (var one in operations)
            history.Add(one);
        return history.Check(Bound);
    }
}
