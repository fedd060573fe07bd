using CacheFleet.Catalog.Api.Tests;
using CacheFleet.Catalog.Migrations;
using CacheFleet.Catalog.Migrations.Seeding;
using CacheFleet.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

[assembly: AssemblyFixture(typeof(CatalogServers))]

namespace CacheFleet.Catalog.Api.Tests;

/// <summary>A PostgreSQL with a seeded catalogue and a Redis, started once for all tests.</summary>
public sealed class CatalogServers : IAsyncLifetime
{
    public const int Products = 400;

    private readonly SemaphoreSlim _oneAtATime = new(1);

    public PostgresServer Postgres { get; } = new();

    public RedisServer Redis { get; } = new();

    /// <summary>The catalogue that most tests share; each takes rows of its own.</summary>
    public string Catalog { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        await Task.WhenAll(Postgres.InitializeAsync().AsTask(), Redis.InitializeAsync().AsTask());
        Catalog = await CreateCatalogAsync();
    }

    /// <summary>A catalogue for a test that breaks it.</summary>
    public async Task<string> CreateCatalogAsync()
    {
        // CREATE DATABASE wants its template to itself.
        await _oneAtATime.WaitAsync();
        try
        {
            var catalog = await Postgres.CreateDatabaseAsync();
            await using var source = NpgsqlDataSource.Create(catalog);
            await new CatalogDatabase(source, TimeProvider.System, NullLogger.Instance)
                .PrepareAsync(new SeedSize(Products, OrderLines: 2_000, Objects: 50));
            return catalog;
        }
        finally
        {
            _oneAtATime.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Redis.DisposeAsync();
        await Postgres.DisposeAsync();
        _oneAtATime.Dispose();
    }
}
