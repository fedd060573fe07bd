using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs the AppHost's own entry point as far as its <c>Build()</c>.</summary>
    /// <typeparam name="TEntryPoint">Any type of the AppHost's assembly: <c>Projects.The_AppHost</c>.</typeparam>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        CancellationToken cancellationToken = default)
        where TEntryPoint : class
        => CreateAsync<TEntryPoint>([], cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args, CancellationToken cancellationToken = default)
        where TEntryPoint : class
        => CreateAsync(typeof(TEntryPoint), args, cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default)
        => CreateAsync(typeof(TEntryPoint), args, configureBuilder, cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint, CancellationToken cancellationToken = default)
        => CreateAsync(entryPoint, [], cancellationToken);

    public static Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint, string[] args, CancellationToken cancellationToken = default)
        => CreateAsync(entryPoint, args, (_, _) => { }, cancellationToken);

    public static async Task<IDistributedApplicationTestingBuilder> CreateAsync(
        Type entryPoint,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default)
    {
        var run = new EntryPointRun(entryPoint.Assembly, (options, settings) =>
        {
            TestDefaults.Apply(options, settings, args, entryPoint.Assembly);
            configureBuilder(options, settings);
        });
        var builder = await run.StartAsync(args, cancellationToken);
        return new TestingBuilder(builder, run.BuildAsync);
    }

    /// <summary>An application of the test's own, without an AppHost.</summary>
    public static IDistributedApplicationTestingBuilder Create(params string[] args)
        => Create(args, (_, _) => { });

    public static IDistributedApplicationTestingBuilder Create(
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder)
    {
        var builder = new DistributedApplicationBuilder(new(), (options, settings) =>
        {
            TestDefaults.Apply(options, settings, args, System.Reflection.Assembly.GetEntryAssembly()!);
            configureBuilder(options, settings);
        });
        return new TestingBuilder(builder, _ => Task.FromResult(builder.Build()));
    }
}
