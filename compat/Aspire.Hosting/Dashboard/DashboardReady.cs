namespace Aspire.Hosting.Dashboard;

/// <summary>Waits until the dashboard's page answers.</summary>
internal static class DashboardReady
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <exception cref="DistributedApplicationException">It did not answer within a minute.</exception>
    public static async Task WaitAsync(Uri page, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            while (!await AnswersAsync(client, page, limit.Token).ConfigureAwait(false))
                await Task.Delay(BetweenTries, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DistributedApplicationException(
                $"The dashboard did not answer at {page} within {Patience.TotalSeconds:0} s.");
        }
    }

    private static async Task<bool> AnswersAsync(HttpClient client, Uri page, CancellationToken cancelled)
    {
        try
        {
            using var answer = await client.GetAsync(
                page, HttpCompletionOption.ResponseHeadersRead, cancelled).ConfigureAwait(false);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
