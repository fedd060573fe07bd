using CacheFleet.Caching;
using CacheFleet.Caching.Redis;
using CacheFleet.Catalog.Api.Feed;
using CacheFleet.Catalog.Api.Flags;
using CacheFleet.Catalog.Api.Http;
using CacheFleet.Catalog.Api.Instances;
using CacheFleet.Catalog.Api.Lab;
using CacheFleet.Catalog.Api.Objects;
using CacheFleet.Catalog.Api.Origin;
using CacheFleet.Catalog.Api.Products;
using CacheFleet.Catalog.Api.Rankings;
using CacheFleet.Catalog.Api.Writing;
using CacheFleet.ServiceDefaults;

namespace CacheFleet.Catalog.Api;

/// <summary>Puts a replica together.</summary>
public static class CatalogApp
{
    private const string LabKey = "CacheFleet:Lab";
    private const string CompareKey = "CacheFleet:Compare";

    /// <summary>Builds it; the caller runs it.</summary>
    public static WebApplication Build(string[] args)
    {
        var builder = WebApplication.CreateSlimBuilder(args);
        var lab = builder.Configuration.GetValue(LabKey, defaultValue: false);
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.AddServerHeader = false);
        builder.AddServiceDefaults();
        builder.AddOrigin();
        builder.AddSharedStore();
        builder.AddFeed();
        AddCatalog(builder, lab);
        AddHttp(builder.Services);
        if (lab)
            builder.Services.AddLab(builder.Configuration.GetValue(Understudies.Setting, defaultValue: false));

        var app = builder.Build();
        app.UseInstanceHeader();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        app.MapDefaultEndpoints();
        app.MapOpenApi();
        app.MapProducts();
        app.MapRankings();
        app.MapObjects();
        app.MapFlags();
        app.MapMemory();
        if (lab)
            app.MapLab();
        return app;
    }

    private static void AddCatalog(WebApplicationBuilder builder, bool lab)
    {
        var services = builder.Services;
        services.AddOptions<CatalogOptions>()
            .BindConfiguration(CatalogOptions.Section)
            .Configure(o => o.Compared = lab && builder.Configuration.GetValue(CompareKey, true))
            .Validate(o => o.Fault is null, $"{CatalogOptions.Rule} {CatalogOptions.BufferRule}")
            .ValidateOnStart();
        services.AddCacheFleet(o => builder.Configuration.GetSection("CacheFleet:Cache").Bind(o))
            .AddFamilies<CatalogFamilies>()
            .UseRedis()
            .DistrustReplacedStore();
        services.AddSingleton<OriginAdmission>();
        services.AddSingleton<ILoadSeam, NoLoadSeam>();
        services.AddWriting();
        services.AddSingleton<IChangeWatch, NoChangeWatch>();
        services.AddSingleton<ProductOrigin>();
        services.AddSingleton<RankingOrigin>();
        services.AddSingleton<RowTurns>();
        services.AddSingleton<ProductWrites>();
        services.AddSingleton<ObjectOrigin>();
        services.AddSingleton<FlagOrigin>();
        services.AddSingleton(InstanceIdentity.Find(builder.Configuration));
        services.AddHostedService<Heartbeat>();
    }

    private static void AddHttp(IServiceCollection services)
    {
        services.AddSingleton<IReadChoice, OwnPolicy>();
        services.AddSingleton<CachedResponses>();
        services.AddProblemDetails();
        services.AddExceptionHandler<Problems>();
        services.AddOpenApi();
        // Bad ids come as exceptions that say which parameter it was, in every environment.
        services.Configure<RouteHandlerOptions>(o => o.ThrowOnBadRequest = true);
        services.ConfigureHttpJsonOptions(o =>
            o.SerializerOptions.TypeInfoResolverChain.Insert(0, CatalogJson.Default));
    }
}
