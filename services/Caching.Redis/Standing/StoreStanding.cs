using System.Globalization;
using StackExchange.Redis;

namespace CacheFleet.Caching.Redis;

/// <summary>
/// What a store says of itself: who it is, whose record it has, and what has been applied to it.
/// </summary>
/// <param name="Identity">Of the server that has answered.</param>
/// <param name="Record">The identity that the record was written for; null if there is no record.</param>
/// <param name="Recovering">The recovery that is under way; null if none is.</param>
/// <param name="Wanted">The recovery that somebody has asked for; null if nobody has.</param>
/// <param name="IsCapped">Loads at the origin are to be limited: the cache is cold, or not to be trusted.</param>
/// <param name="Applied">Per partition of the log, the offset up to which it has been applied.</param>
/// <param name="MadeUpFor">
/// The same, up to which a recovery has just made up for it: nobody need read further back. Empty
/// a minute after.
/// </param>
public sealed record StoreStanding(
    string Identity, string? Record, string? Recovering, string? Wanted, bool IsCapped,
    IReadOnlyDictionary<int, long> Applied, IReadOnlyDictionary<int, long> MadeUpFor)
{
    internal const string RecordField = "id";
    internal const string RecoveringField = "recovering";
    internal const string WantedField = "wanted";
    internal const string CappedField = "capped";
    internal const string SkipUntilField = "skipUntil";
    internal const string AppliedField = "applied";
    internal const string MadeUpForField = "madeUpFor";

    /// <summary>
    /// This is not the store that the log was applied to: it was promoted, restarted or restored,
    /// and may lack deletes.
    /// </summary>
    public bool IsAnother => Record is not null && Record != Identity;

    internal static StoreStanding Of(RedisValue[] answer, string log)
    {
        var fields = new Dictionary<string, string>();
        for (var at = 2; at + 1 < answer.Length; at += 2)
            fields[answer[at].ToString()] = answer[at + 1].ToString();
        var recovering = fields.GetValueOrDefault(RecoveringField);
        var now = (long)answer[1];
        var capped = Number(fields.GetValueOrDefault(CappedField)) > now;
        var skips = Number(fields.GetValueOrDefault(SkipUntilField)) > now;
        return new StoreStanding(
            answer[0].ToString(), fields.GetValueOrDefault(RecordField), recovering,
            fields.GetValueOrDefault(WantedField), capped || recovering is not null,
            Offsets(fields, FieldOf(log, AppliedField)),
            skips ? Offsets(fields, FieldOf(log, MadeUpForField)) : new Dictionary<int, long>());
    }

    internal static string FieldOf(string log, string name) => $"{log}/{name}/";

    private static Dictionary<int, long> Offsets(Dictionary<string, string> fields, string name)
    {
        var offsets = new Dictionary<int, long>();
        foreach (var (field, value) in fields)
        {
            if (field.StartsWith(name, StringComparison.Ordinal) && int.TryParse(
                field.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var partition))
                offsets[partition] = Number(value);
        }

        return offsets;
    }

    private static long Number(string? text) => long.TryParse(
        text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
