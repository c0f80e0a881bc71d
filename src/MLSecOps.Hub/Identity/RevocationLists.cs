using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Service;
using MLSecOps.Linux.Files;
using MLSecOps.Trust.Identity;

namespace MLSecOps.Hub.Identity;

/// <summary>The list of device certificates that do not count any more, for brokers that judge certificates themselves: kept in the database, written to a file, served over HTTPS.</summary>
/// <remarks>
/// A broker that was told to look at lists refuses every client below an authority of which it has none (OpenSSL, X509_V_ERR_UNABLE_TO_GET_CRL):
/// so the file ends with those of identity_dir/issuers.crl, the hub's and the operators' own authorities.
/// </remarks>
internal sealed class RevocationLists(HubIdentity identity, string file, string issuersFile, HubLog log, TimeProvider time)
{
    private const UnixFileMode Public = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    // A list that has ended locks everybody out: long enough for a broker that somebody forgot to make read it again.
    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(90);
    private static readonly TimeSpan RenewedAfter = TimeSpan.FromDays(7);

    private string? _told;
    private long _written;

    /// <summary>Signs a new list when a key ended since the newest one, or that one has grown old.</summary>
    /// <returns>True when there is a new one: to be written after the commit.</returns>
    public bool Renew(IHubTransaction database)
    {
        DateTimeOffset now = Whole(time.GetUtcNow());
        StoredRevocationList? newest = database.NewestRevocationList();
        IReadOnlyList<DeviceKey> ended = database.EndedKeys();
        if (newest is not null && now - newest.Issued < RenewedAfter && newest.Issued <= now && !ended.Any(key => key.Ended > newest.Issued.AddSeconds(-1) && !IsIn(newest, key)))
        {
            return false;
        }

        try
        {
            long number = (newest?.Number ?? 0) + 1;
            byte[] list = RevocationListIssuer.Issue(
                ended.Where(key => IsAlive(key, now)).Select(key => new RevokedCertificate(key.Certificates[0], key.Ended!.Value, CauseOf(key))),
                identity.DeviceAuthority, number, now, now + Lifetime);
            database.PutRevocationList(new StoredRevocationList(number, now, now + Lifetime, list));
            return true;
        }
        catch (Exception unfit) when (unfit is ArgumentException or InvalidOperationException or CryptographicException)
        {
            Tell(unfit.Message);
            return false;
        }
    }

    /// <summary>Writes the newest list where brokers read it, unless it is there.</summary>
    public void Write(IHubReads database)
    {
        if (database.NewestRevocationList() is not { } newest || (newest.Number == Interlocked.Read(ref _written) && File.Exists(file)))
        {
            return;
        }

        try
        {
            string issuers = File.Exists(issuersFile) ? File.ReadAllText(issuersFile) : string.Empty;
            AtomicFile.Write(file, Encoding.ASCII.GetBytes(Pem(newest) + issuers), Public);
            Interlocked.Exchange(ref _written, newest.Number);
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            Tell($"{file}: {outside.Message}");
        }
    }

    /// <summary>A list as text.</summary>
    public static string Pem(StoredRevocationList list) => PemEncoding.WriteString("X509 CRL", list.List.Span) + "\n";

    private static bool IsIn(StoredRevocationList list, DeviceKey key)
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(key.Certificates[0].Span);
        return list.List.Span.IndexOf(certificate.SerialNumberBytes.Span) >= 0;
    }

    private static bool IsAlive(DeviceKey key, DateTimeOffset now)
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(key.Certificates[0].Span);
        return certificate.NotAfter.ToUniversalTime() >= now.UtcDateTime;
    }

    private static RevocationCause CauseOf(DeviceKey key) => key.Cause switch
    {
        KeyEnd.Superseded => RevocationCause.Superseded,
        KeyEnd.Retired => RevocationCause.CessationOfOperation,
        _ => RevocationCause.KeyCompromise,
    };

    private static DateTimeOffset Whole(DateTimeOffset time) => DateTimeOffset.FromUnixTimeSeconds(time.ToUnixTimeSeconds());

    // Once for each cause, not for each attempt.
    private void Tell(string what)
    {
        if (Interlocked.Exchange(ref _told, what) != what)
        {
            log.Problem(HubReasons.RevocationListFailed, what);
        }
    }
}
