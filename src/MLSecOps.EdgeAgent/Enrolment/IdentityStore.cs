using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.Formats.Eat;
using MLSecOps.Linux.Files;
using MLSecOps.Trust.Evidence;

namespace MLSecOps.EdgeAgent.Enrolment;

/// <summary>The device's identity on disk: <c>device.pem</c> with private key and certificates in one file, replaced whole, for this user alone. The key never leaves the folder.</summary>
/// <remarks>
/// Before a certificate is asked for, its key is durable in <c>pending.key</c>, and it is asked for again with the same key: should
/// the power fail between the hub's answer and the storing of it, the token is used up, and the key by which an
/// administrator recognises what happened is still there.
/// A renewal does the same with <c>next.key</c>, and what it brings lies in <c>next.pem</c> beside <c>device.pem</c> until it
/// has been used: whatever instruction the power fails at, one of the two is an identity that the hub accepts.
/// </remarks>
internal sealed class IdentityStore(string folder, HubTrust trust)
{
    private const int MaxBytes = 64 << 10;
    private int _isCleared;

    private string Enrolled => Path.Combine(folder, "device.pem");

    private string Pending => Path.Combine(folder, "pending.key");

    private string NextKeyFile => Path.Combine(folder, "next.key");

    private string NextFile => Path.Combine(folder, "next.pem");

    private string RetiredFile => Path.Combine(folder, "retired");

    /// <summary>True once the device was retired here, until it enrols again with a token.</summary>
    public bool IsRetired => File.Exists(RetiredFile);

    /// <summary>Makes the folder, and removes what a killed agent left half-written.</summary>
    /// <remarks>Removed once: each attempt to enrol prepares again, and what lies there then may be another thread's, half-written now.</remarks>
    public void Prepare()
    {
        Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (Interlocked.Exchange(ref _isCleared, 1) == 0)
        {
            AtomicFile.RemoveLeftovers(folder);
        }
    }

    /// <summary>Reads the identity; null when there is none or it cannot be used.</summary>
    /// <param name="trouble">Why it cannot be used; null when there is none, or it can.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public EnrolledIdentity? Load(out string? trouble) => Load(Enrolled, out trouble);

    /// <summary>Reads the renewed identity that has not been used yet; null when there is none or it cannot be used.</summary>
    /// <inheritdoc cref="Load(out string?)"/>
    public EnrolledIdentity? LoadNext(out string? trouble)
    {
        EnrolledIdentity? next = Load(NextFile, out trouble);
        if (next is not null)
        {
            // Its key is no key for the renewal after this one.
            File.Delete(NextKeyFile);
        }

        return next;
    }

    /// <summary>The key to ask a certificate for: fresh, or the one of an attempt that did not end.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public ECDsa PendingKey() => KeyIn(Pending);

    /// <summary>The same for a renewal.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public ECDsa NextKey() => KeyIn(NextKeyFile);

    private static ECDsa KeyIn(string file)
    {
        if (File.Exists(file))
        {
            ECDsa? kept = null;
            try
            {
                Parse(Read(file), [], ref kept);
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
        AtomicFile.Write(file, Encoding.ASCII.GetBytes(fresh.ExportPkcs8PrivateKeyPem() + "\n"));
        return fresh;
    }

    /// <summary>Judges what the hub issued for a key, and keeps both.</summary>
    /// <param name="key">The pending key; owned by the identity when one comes of it.</param>
    /// <param name="issued">Certificates in no order; untrusted.</param>
    /// <param name="trouble">What does not fit; null when all does.</param>
    /// <param name="accepted">Called once it fits, before it is kept.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public EnrolledIdentity? Keep(ECDsa key, IReadOnlyList<ReadOnlyMemory<byte>> issued, out string? trouble, Action? accepted = null)
    {
        if (Judge(key, issued, out trouble) is not { } identity)
        {
            return null;
        }

        accepted?.Invoke();
        Write(Enrolled, identity);
        File.Delete(Pending);
        File.Delete(RetiredFile);
        DiscardNext();
        return identity;
    }

    /// <summary>Judges what a renewal brought, and keeps it beside the identity in use.</summary>
    /// <param name="key">The key of <see cref="NextKey"/>; owned by the identity when one comes of it.</param>
    /// <param name="issued">Certificates in no order; untrusted.</param>
    /// <param name="ueid">This device: a renewal gives no other name.</param>
    /// <param name="trouble">What does not fit; null when all does.</param>
    /// <exception cref="IOException">The disk refused.</exception>
    public EnrolledIdentity? KeepNext(ECDsa key, IReadOnlyList<ReadOnlyMemory<byte>> issued, Ueid ueid, out string? trouble)
    {
        if (Judge(key, issued, out trouble) is not { } identity)
        {
            return null;
        }

        if (identity.Ueid != ueid)
        {
            trouble = $"a certificate for {identity.Ueid}";
            return null;
        }

        Write(NextFile, identity);
        File.Delete(NextKeyFile);
        return identity;
    }

    /// <summary>The renewed identity has been used: it takes the place of the one before.</summary>
    /// <exception cref="IOException">The disk refused; both are still there.</exception>
    public void Promote()
    {
        File.Move(NextFile, Enrolled, overwrite: true);
        FolderFlush.Flush(folder);
    }

    /// <summary>Forgets a renewed identity that nobody accepts.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    public void DiscardNext()
    {
        File.Delete(NextKeyFile);
        File.Delete(NextFile);
    }

    /// <summary>Overwrites and removes every key, and leaves a mark that this device was retired.</summary>
    /// <remarks>Flash may keep old blocks for a while whatever is written over them; that the keys do not count any more is the hub's doing.</remarks>
    /// <exception cref="IOException">The disk refused; what could be removed is.</exception>
    public void Wipe()
    {
        AtomicFile.Write(RetiredFile, "this device was retired; a token for it enrols it again\n"u8);
        foreach (string file in new[] { Enrolled, Pending, NextKeyFile, NextFile }.Where(File.Exists))
        {
            DurableFile.Overwrite(file, 0, new byte[new FileInfo(file).Length]);
            File.Delete(file);
        }

        FolderFlush.Flush(folder);
    }

    private EnrolledIdentity? Load(string file, out string? trouble)
    {
        trouble = null;
        if (!File.Exists(file))
        {
            return null;
        }

        ECDsa? key = null;
        List<ReadOnlyMemory<byte>> certificates = [];
        try
        {
            Parse(Read(file), certificates, ref key);
        }
        catch (Exception damaged) when (damaged is CryptographicException or FormatException)
        {
            trouble = $"{file} is damaged";
        }

        EnrolledIdentity? identity = key is null || certificates.Count == 0 ? null : Join(key, certificates, out trouble);
        if (identity is null)
        {
            trouble ??= $"{file} lacks the key or the certificate";
            key?.Dispose();
        }

        return identity;
    }

    private EnrolledIdentity? Judge(ECDsa key, IReadOnlyList<ReadOnlyMemory<byte>> issued, out string? trouble)
    {
        List<ReadOnlyMemory<byte>> ordered = [.. issued.Where(certificate => IsFor(certificate, key)), .. issued.Where(certificate => !IsFor(certificate, key))];
        if (ordered.Count == 0 || !IsFor(ordered[0], key))
        {
            trouble = "no certificate for the key that was sent";
            return null;
        }

        return Join(key, ordered, out trouble);
    }

    private static void Write(string file, EnrolledIdentity identity)
    {
        StringBuilder text = new(identity.Key.ExportPkcs8PrivateKeyPem());
        foreach (ReadOnlyMemory<byte> certificate in identity.Certificates)
        {
            text.Append('\n').Append(PemEncoding.WriteString("CERTIFICATE", certificate.Span));
        }

        AtomicFile.Write(file, Encoding.ASCII.GetBytes(text.Append('\n').ToString()));
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
        return new EnrolledIdentity(device.Ueid, key, certificates, device.NotBefore, device.NotAfter);
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
