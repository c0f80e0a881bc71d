using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MLSecOps.EdgeAgent.Enrolment;

/// <summary>The manufacturer's certificate of this device (IDevID, IEEE 802.1AR) with its key, where the administrator says it lies.</summary>
/// <param name="paths">PEM of the certificate, with those above it behind, and PEM of the key; null when none is configured.</param>
internal sealed class IdevidFiles(Func<(string Certificate, string Key)?> paths)
{
    /// <summary>True when one is configured.</summary>
    public bool IsConfigured => paths() is not null;

    /// <summary>Reads both, as TLS sends them; null when they cannot be used.</summary>
    /// <param name="trouble">Why they cannot be used.</param>
    public SslStreamCertificateContext? Load(out string trouble)
    {
        (string certificate, string key) = paths() ?? throw new InvalidOperationException("no manufacturer's certificate is configured; this is a bug");
        trouble = certificate;
        try
        {
            X509Certificate2 own = X509Certificate2.CreateFromPemFile(certificate, key);
            X509Certificate2Collection all = [];
            all.ImportFromPemFile(certificate);
            all.RemoveAt(0);
            return SslStreamCertificateContext.Create(own, all, offline: true);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            trouble = $"{certificate}: {unreadable.Message}";
            return null;
        }
    }
}
