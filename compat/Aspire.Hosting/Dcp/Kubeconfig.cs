using System.Security.Cryptography.X509Certificates;

namespace Aspire.Hosting.Dcp;

/// <summary>The three values of a kubeconfig file that DCP's own has.</summary>
internal sealed record Kubeconfig(Uri Server, string Token, X509Certificate2 Authority)
{
    /// <returns>Null as long as DCP has not written the whole file.</returns>
    public static Kubeconfig? TryRead(string path)
    {
        if (!File.Exists(path))
            return null;
        var lines = File.ReadAllLines(path);
        var server = Find(lines, "server:");
        var token = Find(lines, "token:");
        var authority = Find(lines, "certificate-authority-data:");
        if (server is null || token is null || authority is null)
            return null;
        var certificate = X509CertificateLoader.LoadCertificate(
            PemOrDer(Convert.FromBase64String(authority)));
        return new Kubeconfig(new Uri(server), token, certificate);
    }

    /// <summary>Trusts what DCP's own authority has signed, and nothing else.</summary>
    public bool Accepts(X509Certificate2? certificate)
    {
        if (certificate is null)
            return false;
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(Authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        return chain.Build(certificate);
    }

    private static string? Find(string[] lines, string key)
        => lines.Select(line => line.Trim(' ', '-'))
            .FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))
            ?[key.Length..].Trim();

    private static byte[] PemOrDer(byte[] data)
        => System.Text.Encoding.ASCII.GetString(data) is var text
            && System.Security.Cryptography.PemEncoding.TryFind(text, out var fields)
            ? Convert.FromBase64String(text[fields.Base64Data])
            : data;
}
