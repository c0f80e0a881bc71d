using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.Linux.Files;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.EdgeAgent.Enrolment;

/// <summary>The device's identity on disk: <c>device.pem</c> with private key and certificates in one file, replaced whole, for this user alone. The key never leaves the folder.</summary>
/// <remarks>
/// Before a certificate is asked for, its key is durable in <c>pending.key</c>, and it is asked for again with the same key: should
/// the power fail between the hub's answer and the storing of it, the token is used up, and the key by which an
/// administrator recognises what happened is still there.
/// </remarks>
internal sealed class IdentityStore(string folder, HubTrust trust)
{
    private const int MaxBytes = 64 << 10;

    private string Enrolled => Path.Combine(folder, "device.pem");

    private string Pending => Path.Combine(folder, "pending.key");

    /// <summary>Makes the folder, and removes what a killed agent left half-written.</summary>
    public void Prepare()
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        AtomicFile.RemoveLeftovers(folder);
    }

    /// <summary>Reads the identity; null when there is none or it cannot be used.</summary>
    /// <param name="trouble">Why it cannot be used; null when there is none, or it can.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public EnrolledIdentity? Load(out string? trouble)
    {
        trouble = null;
        if (!File.Exists(Enrolled))
        {
            return null;
        }

        ECDsa? key = null;
        List<ReadOnlyMemory<byte>> certificates = [];
        try
        {
            Parse(Read(Enrolled), certificates, ref key);
        }
        catch (Exception damaged) when (damaged is CryptographicException or FormatException)
        {
            trouble = $"{Enrolled} is damaged";
        }

        EnrolledIdentity? identity = key is null || certificates.Count == 0 ? null : Join(key, certificates, out trouble);
        if (identity is null)
        {
            trouble ??= $"{Enrolled} lacks the key or the certificate";
            key?.Dispose();
        }

        return identity;
    }

    /// <summary>The key to ask a certificate for: fresh, or the one of an attempt that did not end.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public ECDsa PendingKey()
    {
        if (File.Exists(Pending))
        {
            ECDsa? kept = null;
            try
            {
                Parse(Read(Pending), [], ref kept);
            }
            catch (Exception damaged) when (damaged is CryptographicException or FormatException)
            {
                // Nothing is lost with it but a name to recognise: a fresh one takes its place.
            }

            if (kept is not null)
            {
                return kept;
            }
        }

        ECDsa fresh = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        AtomicFile.Write(Pending, Encoding.ASCII.GetBytes(fresh.ExportPkcs8PrivateKeyPem() + "\n"));
        return fresh;
    }

    /// <summary>Judges what the hub issued for a key, and keeps both.</summary>
    /// <param name="key">The pending key; owned by the identity when one comes of it.</param>
    /// <param name="issued">Certificates in no order; untrusted.</param>
    /// <param name="trouble">What does not fit; null when all does.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public EnrolledIdentity? Keep(ECDsa key, IReadOnlyList<ReadOnlyMemory<byte>> issued, out string? trouble)
    {
        List<ReadOnlyMemory<byte>> ordered = [.. issued.Where(certificate => IsFor(certificate, key)), .. issued.Where(certificate => !IsFor(certificate, key))];
        if (ordered.Count == 0 || !IsFor(ordered[0], key))
        {
            trouble = "no certificate for the key that was sent";
            return null;
        }

        EnrolledIdentity? identity = Join(key, ordered, out trouble);
        if (identity is null)
        {
            return null;
        }

        StringBuilder text = new(key.ExportPkcs8PrivateKeyPem());
        foreach (ReadOnlyMemory<byte> certificate in ordered)
        {
            text.Append('\n').Append(PemEncoding.WriteString("CERTIFICATE", certificate.Span));
        }

        AtomicFile.Write(Enrolled, Encoding.ASCII.GetBytes(text.Append('\n').ToString()));
        File.Delete(Pending);
        return identity;
    }

    // Its dates are for those who are shown the certificate: a device whose clock is wrong enrols too.
    private EnrolledIdentity? Join(ECDsa key, List<ReadOnlyMemory<byte>> certificates, out string? trouble)
    {
        DeviceCertificateAppraisal appraisal = DeviceCertificateVerifier.Verify(certificates[0], certificates.Skip(1), trust.Hub, trust.Now);
        using DeviceIdentity? device = appraisal.Device;
        if (device is null || !IsFor(certificates[0], key))
        {
            trouble = device is null && appraisal.Verdict.Cause is { } failed ? $"{failed.Id}: {failed.Difference}" : "the certificate is for another key";
            return null;
        }

        trouble = null;
        return new EnrolledIdentity(device.Ueid, key, certificates, device.NotAfter);
    }

    private static bool IsFor(ReadOnlyMemory<byte> certificate, ECDsa key)
    {
        try
        {
            using X509Certificate2 read = X509CertificateLoader.LoadCertificate(certificate.Span);
            return read.PublicKey.ExportSubjectPublicKeyInfo().AsSpan().SequenceEqual(key.ExportSubjectPublicKeyInfo());
        }
        catch (CryptographicException)
        {
            return false;
        }
    }

    private static string Read(string file)
    {
        using FileByteSource source = FileByteSource.Open(file);
        byte[] content = new byte[Math.Min(source.Length, MaxBytes)];
        return Encoding.ASCII.GetString(content, 0, source.Read(0, content));
    }

    private static void Parse(string text, List<ReadOnlyMemory<byte>> certificates, ref ECDsa? key)
    {
        ReadOnlySpan<char> rest = text;
        while (PemEncoding.TryFind(rest, out PemFields fields))
        {
            byte[] der = Convert.FromBase64String(rest[fields.Base64Data].ToString());
            if (rest[fields.Label] is "CERTIFICATE")
            {
                certificates.Add(der);
            }
            else if (key is null)
            {
                ECDsa read = ECDsa.Create();
                read.ImportPkcs8PrivateKey(der, out _);
                key = read;
            }

            rest = rest[fields.Location.End..];
        }
    }
}
