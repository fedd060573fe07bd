using CacheFleet.Catalog.Api;

await CatalogApp.Build(args).RunAsync();
