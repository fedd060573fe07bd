using CacheFleet.Catalog.Migrations;
using CacheFleet.Catalog.Migrations.Seeding;
using CacheFleet.ServiceDefaults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

var builder = Host.CreateApplicationBuilder(args);
builder.AddServiceDefaults();
builder.AddNpgsqlDataSource("catalog");

// The progress lines are what somebody waits for, not every statement.
builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
using var host = builder.Build();
await host.StartAsync();

var log = host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("CacheFleet.Migrations");
try
{
    var connectionString = builder.Configuration.GetConnectionString("catalog")!;
    await DatabaseCreation.EnsureAsync(connectionString);
    var dataSource = host.Services.GetRequiredService<NpgsqlDataSource>();
    await new CatalogDatabase(dataSource, TimeProvider.System, log)
        .PrepareAsync(SeedSize.From(builder.Configuration));
    Outcome.LogReady(log);
    await host.StopAsync();
    return 0;
}
catch (Exception e) when (e is NpgsqlException or InvalidOperationException)
{
    var what = Outcome.Describe(e, builder.Configuration.GetConnectionString("catalog"));
    Outcome.LogFailed(log, what);
    await host.StopAsync();
    return 1;
}
