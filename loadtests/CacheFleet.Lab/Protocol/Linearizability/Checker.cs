using System.Collections;

namespace CacheFleet.Lab.Protocol.Linearizability;

/// <summary>
/// Whether one register's history is linearizable: whether its operations have an order that keeps
/// to real time and
/// in which each comes out as it did (Herlihy and Wing, TOPLAS'90). A register's keys are
/// independent of one another,
/// so each is checked by itself.
/// </summary>
/// <remarks>
/// The search of Wing and Gong (JPDC'93) with Lowe's memory of states seen ("Testing for
/// linearizability", 2017): of
/// the operations that were called before the first return of what is left, try each that fits; a
/// set of operations
/// done with the value it left is never tried twice.
/// </remarks>
internal static class Checker
{
    public static bool IsLinearizable(IEnumerable<Entry> history)
    {
        var entries = history.OrderBy(entry => entry.Called).ToArray();
        return Search(entries, new BitArray(entries.Length), state: null, left: entries.Length, []);
    }

    private static bool Search(
        Entry[] entries, BitArray done, int? state, int left, HashSet<(string, int?)> seen)
    {
        if (left == 0)
            return true;
        if (!seen.Add((Text(done), state)))
            return false;
        var firstReturn = long.MaxValue;
        for (var i = 0; i < entries.Length; i++)
        {
            if (!done[i])
                firstReturn = Math.Min(firstReturn, entries[i].Returned);
        }
        for (var i = 0; i < entries.Length && entries[i].Called < firstReturn; i++)
        {
            if (done[i] || !entries[i].Operation.Fits(state))
                continue;
            done[i] = true;
            if (Search(entries, done, entries[i].Operation.Writes ?? state, left - 1, seen))
                return true;
            done[i] = false;
        }
        return false;
    }

    private static string Text(BitArray bits)
    {
        var words = new int[(bits.Length + 31) / 32];
        bits.CopyTo(words, 0);
        return string.Join(',', words);
    }
}
