using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Hub;
using MLSecOps.Configuration.Trust;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Identity;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Hub.Identity;

/// <summary>Reads the hub's keys and tries each: a hub whose statements devices would refuse does not start.</summary>
internal static class HubIdentityLoader
{
    private const string Director = "director";
    private const string Client = "client";
    private const string Operators = "operators.pem";

    /// <summary>Reads everything. Null, with every problem, when anything is wrong.</summary>
    public static HubIdentity? Load(HubConfiguration configuration, TimeProvider time, out IReadOnlyList<ConfigurationProblem> problems)
    {
        List<ConfigurationProblem> found = [];
        problems = found;
        if (!TrustConfigurationLoader.Load(configuration.TrustFile).TryGet(out TrustConfiguration? trust, out IReadOnlyList<ConfigurationProblem> wrong))
        {
            found.AddRange(wrong);
            return null;
        }

        if (trust.Hub is null)
        {
            found.Add(new ConfigurationProblem(ConfigurationReasons.Missing, configuration.TrustFile, 0, 0, "the table [hub] with its anchors is missing"));
            return null;
        }

        string folder = configuration.IdentityDirectory;
        X509Certificate2? tls = Read(folder, "tls", found);
        X509Certificate2? signer = Read(folder, "signer", found);
        X509Certificate2? authority = Read(folder, "device-ca", found);
        X509Certificate2? client = configuration.Broker == BrokerKind.External ? Read(folder, Client, found) : null;
        X509Certificate2? director = File.Exists(Path.Combine(folder, Director + ".pem")) ? Read(folder, Director, found) : null;
        RolePolicy? operators = ReadOperators(folder, found);
        IReadOnlyList<ReadOnlyMemory<byte>> idevids = ReadAnchors(configuration.IdevidAnchorFiles, found), makers = ReadAnchors(configuration.EndorsementAnchorFiles, found);
        if (found.Count > 0)
        {
            return null;
        }

        HubIdentity identity = new()
        {
            Tls = tls!,
            Client = client,
            Signer = signer!,
            DeviceAuthority = authority!,
            Director = director,
            Fleet = trust.Fleet,
            Publishers = new TrustPolicy(HubIdentity.RoleOf(trust.Publisher)),
            Hub = HubIdentity.RoleOf(trust.Hub),
            Operators = operators!,
            IdevidAnchors = idevids,
            EndorsementAnchors = makers,
        };
        Try(identity, trust, folder, VerificationTime.ByClock(time.GetUtcNow()), found);
        if (found.Count == 0)
        {
            return identity;
        }

        identity.Dispose();
        return null;
    }

    private static X509Certificate2? Read(string folder, string name, List<ConfigurationProblem> problems)
    {
        string certificate = Path.Combine(folder, name + ".pem"), key = Path.Combine(folder, name + ".key");
        try
        {
            if ((File.GetUnixFileMode(key) & (UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.OtherRead)) != 0)
            {
                problems.Add(Problem(key, "other users of this machine can read or change this key: chmod 600"));
                return null;
            }

            X509Certificate2 read = X509Certificate2.CreateFromPem(File.ReadAllText(certificate), File.ReadAllText(key));
            if (name is Director or Client || IsP256(read))
            {
                return read;
            }

            read.Dispose();
            problems.Add(Problem(certificate, "its key is not on the curve P-256"));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            problems.Add(Problem(certificate, $"the certificate with its key {name}.key cannot be read: {unreadable.Message}"));
        }

        return null;
    }

    // Directors sign CMS, which has more kinds of keys, and what a client shows is a broker's to judge; everything else is ES256, or judged by devices.
    private static bool IsP256(X509Certificate2 certificate)
    {
        using ECDsa? key = certificate.GetECDsaPrivateKey();
        return key?.ExportParameters(includePrivateParameters: false).Curve.Oid.Value == ECCurve.NamedCurves.nistP256.Oid.Value;
    }

    private static RolePolicy? ReadOperators(string folder, List<ConfigurationProblem> problems)
    {
        string file = Path.Combine(folder, Operators);
        try
        {
            X509Certificate2Collection certificates = [];
            certificates.ImportFromPem(File.ReadAllText(file));
            if (certificates.Count > 0)
            {
                return new RolePolicy([.. certificates.Select(certificate => certificate.RawDataMemory)]);
            }

            problems.Add(Problem(file, "there is no certificate in it"));
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or CryptographicException)
        {
            problems.Add(Problem(file, $"the operators' anchors cannot be read: {unreadable.Message}"));
        }

        return null;
    }

    private static List<ReadOnlyMemory<byte>> ReadAnchors(IReadOnlyList<string> files, List<ConfigurationProblem> problems)
    {
        List<ReadOnlyMemory<byte>> anchors = [];
        foreach (string file in files)
        {
            if (AnchorFile.Load(file).TryGet(out IReadOnlyList<TrustAnchor>? read, out IReadOnlyList<ConfigurationProblem> wrong))
            {
                anchors.AddRange(read.Select(anchor => anchor.Certificate));
            }
            else
            {
                problems.AddRange(wrong);
            }
        }

        return anchors;
    }

    // What devices and operators will do with these keys, done here first.
    private static void Try(HubIdentity identity, TrustConfiguration trust, string folder, VerificationTime time, List<ConfigurationProblem> problems)
    {
        Expect(HubServerVerifier.Verify(identity.Tls.RawDataMemory, [], identity.Hub, NameOf(identity.Tls), null, time), Path.Combine(folder, "tls.pem"), problems);
        using (ECDsa key = identity.OpenSigningKey())
        {
            ChainHead sample = new(new ChainEpoch([1, .. new byte[ChainEpoch.Size - 1]]), 1, Sha256Digest.Of([]));
            byte[] statement = HubStatements.SignAcknowledgement(sample, key, identity.SignerCertificates);
            Expect(HubStatements.VerifyAcknowledgement(statement, identity.Hub, time).Verdict, Path.Combine(folder, "signer.pem"), problems);
        }

        TryDeviceAuthority(identity, folder, time, problems);
        if (identity.Director is { } director)
        {
            TryDirector(director, trust, folder, time, problems);
        }
    }

    private static void TryDeviceAuthority(HubIdentity identity, string folder, VerificationTime time, List<ConfigurationProblem> problems)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        Ueid sample = Ueid.ForDevice(new byte[Ueid.DeviceBytes - 1]);
        byte[] certificate = DeviceCertificateIssuer.Issue(
            key.ExportSubjectPublicKeyInfo(), sample, identity.DeviceAuthority, time.Instant.AddMinutes(-1), time.Instant.AddMinutes(1), new byte[16]);
        DeviceCertificateAppraisal appraisal = DeviceCertificateVerifier.Verify(certificate, identity.DeviceCompanions, identity.Hub, time);
        appraisal.Device?.Dispose();
        Expect(appraisal.Verdict, Path.Combine(folder, "device-ca.pem"), problems);
        if (OperatorCertificateVerifier.Verify(certificate, identity.DeviceCompanions, identity.Operators, time).Verdict is TrustVerdict.Trusted)
        {
            problems.Add(Problem(Path.Combine(folder, Operators), "devices are below these anchors, and would be operators"));
        }
    }

    private static void TryDirector(X509Certificate2 director, TrustConfiguration trust, string folder, VerificationTime time, List<ConfigurationProblem> problems)
    {
        string file = Path.Combine(folder, Director + ".pem");
        if (trust.Director is null || trust.Fleet is null)
        {
            problems.Add(Problem(file, "directives need the fleet's name and the table [director] in trust.toml"));
            return;
        }

        try
        {
            ReadOnlySpan<byte> sample = "{}"u8;
            if (DocumentSigner.Sign(sample, director, [], time.Instant).TryGet(out ReadOnlyMemory<byte> signature, out FormatFault? fault))
            {
                Expect(DocumentVerifier.Verify(sample, signature, HubIdentity.RoleOf(trust.Director), time).Verdict, file, problems);
            }
            else
            {
                problems.Add(Problem(file, $"it cannot sign: expected {fault.Expected}"));
            }
        }
        catch (ArgumentException unfit)
        {
            problems.Add(Problem(file, $"it cannot sign: {unfit.Message}"));
        }
    }

    private static void Expect(TrustVerdict verdict, string file, List<ConfigurationProblem> problems)
    {
        if (verdict.Refusal is { } refusal)
        {
            problems.Add(Problem(file, $"devices would refuse it: {(verdict.Cause is { } failed ? $"{failed.Id}, {failed.Difference}" : refusal.Title)}"));
        }
    }

    private static string NameOf(X509Certificate2 certificate)
    {
        X509SubjectAlternativeNameExtension? names = certificate.Extensions.OfType<X509SubjectAlternativeNameExtension>().FirstOrDefault();
        return names?.EnumerateDnsNames().FirstOrDefault() ?? names?.EnumerateIPAddresses().FirstOrDefault()?.ToString() ?? "localhost";
    }

    private static ConfigurationProblem Problem(string file, string message) => new(HubReasons.IdentityUnusable, file, 0, 0, message);
}
