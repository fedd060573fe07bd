using System.Numerics;

namespace NBomber.Engine.Measuring;

/// <summary>
/// Counts of values in buckets whose width grows with the value, after Gil Tene's HdrHistogram:
/// below 2,048 every value has its own bucket, above it each power of two is cut into 1,024. A
/// percentile is the upper edge of its bucket, so never below the true value and above it by less
/// than 1/1,024 (0.1 %, three significant digits). Values below 0 count as 0, values above 2^42 as
/// 2^42 (52 days of microseconds). Rows of buckets are made when first needed: a typical run takes
/// 50 KB. Not safe for several threads.
/// </summary>
internal sealed class Histogram
{
    private const int RowBits = 10;
    private const int RowLength = 1 << RowBits;
    private const long Highest = 1L << 42;

    private readonly int[]?[] _rows = new int[]?[34];

    public long Count { get; private set; }

    public void Record(long value)
    {
        value = Math.Clamp(value, 0, Highest);
        var (row, column) = Place(value);
        var counts = _rows[row] ??= new int[RowLength];
        counts[column]++;
        Count++;
    }

    public void Add(Histogram other)
    {
        for (var row = 0; row < _rows.Length; row++)
        {
            if (other._rows[row] is not { } theirs)
                continue;
            var ours = _rows[row] ??= new int[RowLength];
            for (var column = 0; column < RowLength; column++)
                ours[column] += theirs[column];
        }
        Count += other.Count;
    }

    /// <summary>The smallest bucket edge that at least <paramref name="percent"/> of the values do
    /// not exceed; 0 without values.</summary>
    public long Percentile(double percent)
    {
        // The small allowance keeps 99 % of 200 at rank 198 although 0.99 has no exact double.
        var rank = Math.Max(1, (long)Math.Ceiling(percent / 100 * Count - 1e-9));
        var seen = 0L;
        for (var row = 0; row < _rows.Length; row++)
        {
            if (_rows[row] is not { } counts)
                continue;
            for (var column = 0; column < RowLength; column++)
            {
                seen += counts[column];
                if (seen >= rank)
                    return UpperEdge(row, column);
            }
        }
        return 0;
    }

    /// <summary>Row 0 holds 0…1,023, row 1 holds 1,024…2,047 one by one, row n 2^(n+9)…2^(n+10)-1
    /// in steps of 2^(n-1).</summary>
    private static (int Row, int Column) Place(long value)
    {
        var row = Math.Max(0, BitOperations.Log2((ulong)value | 1) - RowBits + 1);
        var shift = Math.Max(0, row - 1);
        return (row, (int)(value >> shift) & (RowLength - 1));
    }

    private static long UpperEdge(int row, int column)
    {
        if (row == 0)
            return column;
        var shift = row - 1;
        return ((long)(RowLength + column + 1) << shift) - 1;
    }
}
