using CacheFleet.Catalog.Api.Http;
using CacheFleet.Catalog.Api.Lab.FailedWrites;
using CacheFleet.Catalog.Api.Origin;

namespace CacheFleet.Catalog.Api.Lab;

/// <summary>What a replica has only when the fleet is started with the lab.</summary>
internal static class LabSetup
{
    public static void AddLab(this IServiceCollection services, bool understudy)
    {
        services.AddSingleton<LabGates>();
        services.AddSingleton<ILoadSeam, GatedLoads>();
        services.AddSingleton<IWriteSeam, LabWrites>();
        services.AddSingleton<IReadChoice, HeaderChoice>();
        services.AddSingleton<Understudies>();
        services.AddSingleton<LabDocuments>();
        services.AddSingleton<PriceRow>();
        services.AddSingleton<ReplayBuffer>();
        if (understudy)
            services.AddHostedService<EndsWithItsStarter>();
        services.AddSingleton<LabCounters>();
        services.AddSingleton<LabOrigin>();
        services.AddSingleton<LabEntries>();
        services.AddSingleton<LabLog>();
        services.AddSingleton<LabJournal>();
        services.AddSingleton<IChangeWatch>(s => s.GetRequiredService<LabJournal>());
        services.AddHostedService(s => s.GetRequiredService<LabJournal>());
        services.AddSingleton<LabNews>();
        services.AddHostedService(s => s.GetRequiredService<LabNews>());
        // Counts from the first read on, not from the first question.
        services.AddHostedService(s => s.GetRequiredService<LabCounters>());
        services.ConfigureHttpJsonOptions(o =>
            o.SerializerOptions.TypeInfoResolverChain.Insert(0, LabJson.Default));
    }

    public static void MapLab(this WebApplication app)
    {
        var lab = app.MapGroup("/lab").WithTags("lab");
        lab.MapFleet();
        lab.MapGates();
        lab.MapEntries();
        lab.MapWrites();
        lab.MapDocuments();
        lab.MapFailedWrites();
        lab.MapLog();
    }
}
