using System.CommandLine;
using CacheFleet.LoadTests.Scenarios;
using CacheFleet.LoadTests.Traces;

namespace CacheFleet.LoadTests.Commands;

/// <summary>
/// The scenarios' knobs as options of <c>run</c>, each refused when its value makes no sense.
/// </summary>
internal sealed class KnobOptions
{
    private readonly IReadOnlyList<(Knob Knob, Option Option)> _own;
    private static readonly Knobs Defaults = new();

    private readonly Option<string[]> _policy = new("--policy")
    {
        Description = $"policies to compare: {LabPolicies.Names} (default: all; trace: baseline, single-flight, lease)",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<int?> _herd =
        Bounded.Whole("--herd", "requests of one herd (1000)", 1, 20_000);
    private readonly Option<int?> _expiries = Bounded.Whole(
        "--expiries", "expiries per policy (baseline 5, others 20)", 1, 10_000);

    private readonly Option<bool> _killOne = new("--kill-one")
    {
        Description = "SIGKILL one replica in the middle of a herd and count the errors",
    };

    private readonly Option<int?> _trials =
        Bounded.Whole("--trials", "forced trials per policy (50)", 1, 9_000);
    private readonly Option<bool> _free =
        new("--free") { Description = "race under free-running load, nobody held" };
    private readonly Option<int?> _rate =
        Bounded.Whole("--rate", "requests per second, open model (1000)", 1, 100_000);
    private readonly Option<TimeSpan?> _during =
        Bounded.Duration("--during", "length of an open-model load (20s)");
    private readonly Option<double?> _writeRatio = Bounded.Real(
        "--write-ratio", "share of writes (trace 0.01, race --free 0.2)", 0, 1);

    private readonly Option<string?> _trace = new("--trace")
    {
        Description = "recorded trace to replay, .gz (default: a built-in Zipf load)",
    };

    private readonly Option<TraceLayout> _layout =
        new("--layout") { Description = "how the trace names objects" };
    private readonly Option<int?> _accesses =
        Bounded.Whole("--accesses", "at most so many accesses", 1, int.MaxValue);
    private readonly Option<bool> _asap =
        new("--asap") { Description = "as fast as possible instead of paced" };
    private readonly Option<int?> _connections =
        Bounded.Whole("--connections", "connections of --asap (96)", 1, 10_000);
    private readonly Option<int?> _pipeline = Bounded.Whole(
        "--pipeline", "requests in flight on each connection of --asap (1)", 1, 64);

    private readonly Option<int?> _zipfObjects =
        Bounded.Whole("--zipf-objects", "objects of Zipf (50000)", 1, 50_000);
    private readonly Option<double?> _zipfExponent =
        Bounded.Real("--zipf-exponent", "skew of Zipf (0.99)", 0, 5);

    /// <summary>The shared ones, then those that belong to one scenario.</summary>
    public IReadOnlyList<Option> All =>
    [
        _policy, _herd, _expiries, _killOne, _trials, _free, _rate, _during, _writeRatio, _trace,
        _layout, _accesses,
        _asap, _connections, _pipeline, _zipfObjects, _zipfExponent,
        .. _own.Select(own => own.Option),
    ];

    public KnobOptions(ScenarioCatalog catalog)
    {
        _own = [.. catalog.All.SelectMany(scenario => scenario.OwnKnobs).DistinctBy(knob => knob.Name)
            .Select(knob => (knob, Bounded.Of(knob)))];
        _policy.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => LabPolicies.Find(token.Value) is null))
            {
                result.AddError(
                    $"--policy {token.Value} is unknown: the policies are {LabPolicies.Names}.");
            }
        });
    }

    public Knobs Read(ParseResult parsed, int seed) => new()
    {
        Seed = seed,
        Own = OwnOf(parsed),
        Chosen = parsed.GetValue(_policy) is { Length: > 0 } names
            ? [.. names.Select(name => LabPolicies.Find(name)!).Distinct()]
            : null,
        Herd = parsed.GetValue(_herd) ?? Defaults.Herd,
        Expiries = parsed.GetValue(_expiries),
        KillOne = parsed.GetValue(_killOne),
        Trials = parsed.GetValue(_trials) ?? Defaults.Trials,
        Free = parsed.GetValue(_free),
        Rate = parsed.GetValue(_rate),
        During = parsed.GetValue(_during) ?? Defaults.During,
        WriteRatio = parsed.GetValue(_writeRatio),
        Trace = parsed.GetValue(_trace),
        Layout = parsed.GetValue(_layout),
        Accesses = parsed.GetValue(_accesses),
        AsFastAsPossible = parsed.GetValue(_asap),
        Connections = parsed.GetValue(_connections) ?? Defaults.Connections,
        Pipeline = parsed.GetValue(_pipeline) ?? Defaults.Pipeline,
        ZipfObjects = parsed.GetValue(_zipfObjects) ?? Defaults.ZipfObjects,
        ZipfExponent = parsed.GetValue(_zipfExponent) ?? Defaults.ZipfExponent,
    };

    private Dictionary<string, double> OwnOf(ParseResult parsed)
    {
        var turned = new Dictionary<string, double>();
        foreach (var (knob, option) in _own)
        {
            if (Bounded.ValueOf(parsed, option) is { } value) turned[knob.Name] = value;
        }
        return turned;
    }
}
