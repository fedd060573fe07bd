using System.Diagnostics;
using CacheFleet.Catalog.Api.Http;
using CacheFleet.Catalog.Api.Instances;
using StackExchange.Redis;

namespace CacheFleet.Catalog.Api.Lab;

/// <summary>Starts more replicas like this one, for scenarios that kill some: the fleet keeps its own.</summary>
/// <remarks>
/// An understudy is the same program with the same settings at a port of its own. It registers itself like any replica,
/// is in nobody's balancer, and ends with the process that has started it.
/// </remarks>
internal sealed class Understudies(IConnectionMultiplexer redis, TimeProvider clock) : IDisposable
{
    public const string Setting = "CacheFleet:Understudy";

    private const string IdStart = "understudy-";
    private const int Most = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly List<Process> _started = [];
    private int _count;

    public static bool IsOne(Instance instance) =>
        instance.Id.StartsWith(IdStart, StringComparison.Ordinal);

    /// <summary>Starts one and waits until it is registered.</summary>
    /// <exception cref="ProblemException">Too many run already, or it does not come up.</exception>
    public async Task<Instance> StartAsync(CancellationToken cancellation)
    {
        var process = Launch();
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        var registry = new InstanceRegistry(redis, clock);
        while (!process.HasExited)
        {
            if (await TryFindAsync(registry, process.Id, patience.Token) is { } instance)
                return instance;
            await Task.Delay(BetweenLooks, clock, patience.Token);
        }
        throw ProblemException.Unavailable($"The understudy ended with code {process.ExitCode}.");
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var process in _started)
            {
                if (!process.HasExited)
                    process.Kill();
                process.Dispose();
            }
        }
    }

    // A machine that is busy starting things answers late: looked for again.
    private static async Task<Instance?> TryFindAsync(
        InstanceRegistry registry, int pid, CancellationToken cancellation)
    {
        try
        {
            return (await registry.ListAsync(cancellation)).FirstOrDefault(instance => instance.Pid == pid);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return null;
        }
    }

    private Process Launch()
    {
        lock (_lock)
        {
            foreach (var ended in _started.Where(process => process.HasExited).ToList())
            {
                _started.Remove(ended);
                ended.Dispose();
            }
            if (_started.Count >= Most)
                throw ProblemException.Conflict($"{Most} understudies run already.");
            var process = Process.Start(Program())!;
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            _started.Add(process);
            return process;
        }
    }

    private ProcessStartInfo Program()
    {
        var program = Environment.ProcessPath!;
        var given = Environment.GetCommandLineArgs();
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Run as "dotnet program.dll", the program is the first of the arguments.
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(given[0]);
        foreach (var argument in given.Skip(1))
            start.ArgumentList.Add(argument);
        start.ArgumentList.Add("--urls=http://127.0.0.1:0");
        start.ArgumentList.Add($"--{Setting}=true");
        start.Environment["OTEL_RESOURCE_ATTRIBUTES"] =
            $"service.instance.id={IdStart}{Environment.ProcessId}-{++_count}";
        return start;
    }
}

/// <summary>Ends an understudy when whoever has started it is gone: its input ends then.</summary>
internal sealed class EndsWithItsStarter(IHostApplicationLifetime lifetime) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var input = Console.OpenStandardInput();
        var nothing = new byte[1];
        while (await input.ReadAsync(nothing, stoppingToken) > 0)
        {
            // Nobody says anything; only the end counts.
        }
        lifetime.StopApplication();
    }
}
