using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Dashboard;

/// <summary>
/// Serves <see cref="DashboardService"/> on a loopback port, HTTP/2 without TLS. Whoever can call it can
/// run commands, so every call must carry the key that only our dashboard process is given.
/// </summary>
internal sealed class DashboardServiceHost(DashboardService service, ILogger log) : IAsyncDisposable
{
    public const string ApiKeyHeader = "x-resource-service-api-key";
    private const string Prefix = "/aspire.v1.DashboardService/";
    private readonly CancellationTokenSource _stopping = new();
    private WebApplication? _server;

    public string ApiKey { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    /// <summary>Returns the address once it answers; port 0 takes a free one.</summary>
    public async Task<Uri> StartAsync(Uri address, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(IPAddress.Loopback, address.Port, o => o.Protocols = HttpProtocols.Http2);
            // A stream that waits for hours without a byte is the normal case here.
            kestrel.Limits.MinRequestBodyDataRate = null;
            kestrel.Limits.MinResponseDataRate = null;
        });
        _server = builder.Build();
        _server.Run(HandleAsync);
        await _server.StartAsync(cancellationToken).ConfigureAwait(false);
        return new Uri(_server.Urls.First());
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        if (_server is not null) await _server.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task HandleAsync(HttpContext http)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(
            http.RequestAborted, _stopping.Token);
        http.RequestAborted = ended.Token;
        var call = new GrpcCall(http);
        call.Begin();
        try
        {
            RefuseStranger(http);
            var path = http.Request.Path.Value ?? "";
            var method = path.StartsWith(Prefix, StringComparison.Ordinal) ? path[Prefix.Length..] : path;
            await service.HandleAsync(method, call).ConfigureAwait(false);
            call.End(GrpcStatus.Ok);
        }
        catch (GrpcException e)
        {
            call.End(e.Status, e.Message);
        }
        catch (Exception e) when (e is OperationCanceledException or EndOfStreamException or IOException)
        {
            // The dashboard has gone, or the host is about to.
            if (_stopping.IsCancellationRequested) call.End(GrpcStatus.Unavailable, "The host is stopping.");
            else if (e is EndOfStreamException) call.End(GrpcStatus.InvalidArgument, "No whole message came.");
        }
        catch (Exception e)
        {
            DashboardLog.CallFailed(log, http.Request.Path, e);
            call.End(GrpcStatus.Internal, e.Message);
        }
    }

    private void RefuseStranger(HttpContext http)
    {
        var given = Encoding.UTF8.GetBytes(http.Request.Headers[ApiKeyHeader].ToString());
        if (!CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(ApiKey)))
            throw new GrpcException(GrpcStatus.Unauthenticated, $"'{ApiKeyHeader}' is missing or wrong.");
    }
}

internal static partial class DashboardLog
{
    [LoggerMessage(LogLevel.Error, "The dashboard's call of {Method} failed.")]
    public static partial void CallFailed(ILogger log, string method, Exception exception);
}
