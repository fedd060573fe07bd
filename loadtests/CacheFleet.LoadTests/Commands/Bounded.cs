using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using CacheFleet.LoadTests.Scenarios;
using static System.FormattableString;

namespace CacheFleet.LoadTests.Commands;

/// <summary>
/// Options whose value lies within bounds; the error names the option, the value and the bounds.
/// </summary>
internal static class Bounded
{
    private static readonly (string Unit, double Seconds)[] Units =
        [("ms", 0.001), ("s", 1), ("m", 60), ("h", 3600)];

    public static Option<int?> Whole(string name, string description, int min, int max) => new(name)
    {
        Description = description,
        CustomParser = result =>
            int.TryParse(Text(result), NumberStyles.None, Culture, out var n)
            && n >= min && n <= max
                ? n
                : Refuse<int>(result, name, $"a whole number from {min} to {max}"),
    };

    public static Option<double?> Real(string name, string description, double min, double max) =>
        new(name)
        {
            Description = description,
            CustomParser = result =>
                double.TryParse(Text(result), NumberStyles.Float, Culture, out var x)
                && x >= min && x <= max
                    ? x
                    : Refuse<double>(result, name, Invariant($"a number from {min} to {max}")),
        };

    /// <summary>A number with its unit: 500ms, 20s, 2m.</summary>
    public static Option<TimeSpan?> Duration(
        string name, string description, double minSeconds = 0, double maxSeconds = 86_400) => new(name)
        {
            Description = description,
            CustomParser = result =>
                Parse(Text(result)) is { } time
                && time.TotalSeconds >= minSeconds && time.TotalSeconds <= maxSeconds
                    ? time
                    : Refuse<TimeSpan>(result, name, "a time like 500ms, 20s or 2m"
                        + (minSeconds > 0 ? Invariant($", from {minSeconds} s to {maxSeconds} s") : "")),
        };

    /// <summary>A scenario's own knob as an option.</summary>
    public static Option Of(Knob knob)
    {
        var description = Invariant($"{knob.What} ({knob.Default}{(knob.IsTime ? "s" : "")})");
        if (knob.IsTime) return Duration(knob.Name, description, knob.Min, knob.Max);
        return knob.IsWhole
            ? Whole(knob.Name, description, (int)knob.Min, (int)knob.Max)
            : Real(knob.Name, description, knob.Min, knob.Max);
    }

    /// <summary>
    /// What was given for a scenario's own knob, in its unit; null if nothing was.
    /// </summary>
    public static double? ValueOf(ParseResult parsed, Option option) => option switch
    {
        Option<TimeSpan?> time => parsed.GetValue(time)?.TotalSeconds,
        Option<int?> whole => parsed.GetValue(whole),
        Option<double?> real => parsed.GetValue(real),
        _ => null,
    };

    private static CultureInfo Culture => CultureInfo.InvariantCulture;

    private static TimeSpan? Parse(string text)
    {
        foreach (var (unit, seconds) in Units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], Culture, out var number)
                && number * seconds is > 0 and <= 86_400)
            {
                return TimeSpan.FromSeconds(number * seconds);
            }
        }
        return null;
    }

    private static T? Refuse<T>(ArgumentResult result, string name, string wanted)
        where T : struct
    {
        result.AddError($"{name} is '{Text(result)}': give {wanted}.");
        return null;
    }

    private static string Text(ArgumentResult result) =>
        result.Tokens.Count == 0 ? "" : result.Tokens[0].Value;
}
