using CacheFleet.Caching;
using CacheFleet.Caching.Observing;
using CacheFleet.Caching.Storing;
using Microsoft.Extensions.DependencyInjection;

namespace CacheFleet.Interleavings.Tests.Running;

/// <summary>What a process of one run stands on.</summary>
internal sealed class Seat(EntryPolicy policy)
{
    public EntryPolicy Policy => policy;

    public World World { get => field!; set; }

    public ISharedStore Store { get => field!; set; }
}

/// <summary>Starts processes: the library's own registration, with a scope for each process of each run.</summary>
/// <remarks>A container for each would be the same and takes ten times as long; there are millions.</remarks>
internal sealed class Nodes : IDisposable
{
    private readonly ServiceProvider _services;

    public Nodes(EntryPolicy policy)
    {
        var services = new ServiceCollection();
        services.AddSingleton(_ => new Seat(policy));
        services.AddSingleton<TimeProvider>(s => s.GetRequiredService<Seat>().World.Clock);
        services.AddSingleton(s => s.GetRequiredService<Seat>().World.WakeUps);
        services.AddCacheFleet(options =>
        {
            options.Seed = 1;
            // The circuit has tests of its own; here every call is to reach the scheduler.
            options.FailuresToOpen = int.MaxValue;
        }).AddFamilies<Row>().UseStore(s => s.GetRequiredService<Seat>().Store);
        for (var i = 0; i < services.Count; i++)
        {
            if (IsOfProcess(services[i]))
                services[i] = Scoped(services[i]);
        }
        _services = services.BuildServiceProvider();
        using var scope = _services.CreateScope();
        var family = scope.ServiceProvider.GetRequiredService<Row>().Family;
        Key = new KeySpaces([family.Id]).Of(family.Name)[0].Entry("1");
    }

    /// <summary>Where the one entry lies.</summary>
    public EntryKey Key { get; }

    public Node Start(World world, ISharedStore store)
    {
        var scope = _services.CreateScope();
        var seat = scope.ServiceProvider.GetRequiredService<Seat>();
        (seat.World, seat.Store) = (world, store);
        return new Node(scope);
    }

    public void Dispose() => _services.Dispose();

    // Instruments and options may be shared: no reader or writer depends on what they hold.
    private static bool IsOfProcess(ServiceDescriptor service) =>
        service.ServiceType == typeof(TimeProvider)
        || (service.ServiceType != typeof(FleetTelemetry)
            && (service.ServiceType.Assembly == typeof(IFleetCache).Assembly
                || service.ServiceType.Assembly == typeof(Seat).Assembly));

    private static ServiceDescriptor Scoped(ServiceDescriptor service)
    {
        const ServiceLifetime Life = ServiceLifetime.Scoped;
        if (service is { IsKeyedService: true, KeyedImplementationFactory: { } keyed })
            return new ServiceDescriptor(service.ServiceType, service.ServiceKey, keyed, Life);
        return service switch
        {
            { ImplementationFactory: { } make } => new(service.ServiceType, make, Life),
            { ImplementationType: { } type } => new(service.ServiceType, type, Life),
            _ => service,
        };
    }
}
