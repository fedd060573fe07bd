using System.Net.Http.Json;
using System.Text.Json;

namespace CacheFleet.LoadTests.Fleet;

/// <summary>
/// Kills, pauses, resumes and starts the fleet's processes, servers included, and cuts and mends the
/// worker's links to them: by the AppHost, which alone knows which process is which at this moment.
/// </summary>
public sealed class FaultDesk : IDisposable
{
    public static IReadOnlyList<string> Actions { get; } =
        ["kill", "pause", "resume", "start", "stop", "restart", "cut", "mend"];

    // A stop gives a process its time to end.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static readonly TimeSpan FirstAnswer = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http;

    public FaultDesk(Uri address)
    {
        Address = address;
        _http = new HttpClient { BaseAddress = address, Timeout = Patience };
    }

    public Uri Address { get; }

    /// <summary>
    /// By any replica, even of a fleet whose Redis is down. Throws
    /// <see cref="FleetUnavailableException"/> if none tells.
    /// </summary>
    public static async Task<FaultDesk> FindAsync(Uri target, CancellationToken ct)
    {
        using var http = new HttpClient { Timeout = FirstAnswer };
        try
        {
            var told = await http.GetFromJsonAsync<Told>(new Uri(target, "/lab/fault-desk"), ct);
            return new FaultDesk(new Uri(told!.Address));
        }
        catch (Exception e) when (e is HttpRequestException or JsonException
            || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new FleetUnavailableException(
                $"No replica at {target} tells where its AppHost takes orders for faults: "
                + "the AppHost must run with its lab on; name its desk with --desk if none lives.", e);
        }
    }

    /// <summary>Everything that faults can be ordered for, and how it is doing.</summary>
    public async Task<IReadOnlyList<FaultResource>> ResourcesAsync(CancellationToken ct) =>
        await _http.GetFromJsonAsync<List<FaultResource>>("/resources", ct) ?? [];

    /// <summary>Returns when it is done: a killed process is gone, a stopped one has ended.</summary>
    /// <param name="name">An instance, or a resource that has only one.</param>
    /// <param name="action">One of <see cref="Actions"/>.</param>
    /// <param name="ct">Ends the wait; what was ordered happens all the same.</param>
    public async Task OrderAsync(string name, string action, CancellationToken ct)
    {
        using var answer = await _http.PostAsync(
            new Uri($"/resources/{name}/{action}", UriKind.Relative), content: null, ct);
        await LabRefusedException.ThrowIfRefusedAsync(answer, ct);
    }

    public void Dispose() => _http.Dispose();

    private sealed record Told(string Address);
}

/// <summary>One process of the fleet, or one link, as the AppHost sees it.</summary>
public sealed record FaultResource(
    string Instance, string Resource, string State, string? Health, int? Pid, bool IsLink = false)
{
    public bool IsUp => IsLink ? State != "Cut" : Pid is not null;

    public bool IsHealthy => IsUp && Health == "Healthy";

    /// <summary>What brings it back.</summary>
    public string Remedy => IsLink ? "mend" : "start";
}
