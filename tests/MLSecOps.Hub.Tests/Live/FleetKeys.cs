using System.Security.Cryptography.X509Certificates;
using MLSecOps.TestKit;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tests;

namespace MLSecOps.Hub.Tests.Live;

/// <summary>Keys of a throw-away fleet, as <c>mlsec trust init</c> lays them out; tests exchange one at a time.</summary>
internal sealed record FleetKeys
{
    /// <summary>The fleet's name.</summary>
    public const string Fleet = "acme";

    /// <summary>Keys that fit together, made once.</summary>
    public static FleetKeys Honest { get; } = new();

    public SigningAuthority HubRoot { get; init; } = SigningAuthority.Create("acme hub", new CertificateProfile { Usages = [], PathLength = 1 });

    public SigningAuthority OperatorRoot { get; init; } = SigningAuthority.Create("acme operators", new CertificateProfile { Usages = [], PathLength = 0 });

    public SigningAuthority DirectorRoot { get; init; } = SigningAuthority.Create("acme director", new CertificateProfile { Usages = [], PathLength = 0 });

    public X509Certificate2 Tls { get; init; } = null!;

    public X509Certificate2 Signer { get; init; } = null!;

    public SigningAuthority DeviceAuthority { get; init; } = null!;

    public X509Certificate2? Director { get; init; }

    public X509Certificate2 Operator { get; init; } = null!;

    public FleetKeys()
    {
        Tls = HubRoot.Issue("acme hub TLS", TlsProfile);
        Signer = HubRoot.Issue("acme hub signer", new CertificateProfile { Usages = [CertificateProfile.DocumentSigning] });
        DeviceAuthority = HubRoot.Intermediate("acme devices", DeviceAuthorityProfile);
        Director = DirectorRoot.Issue("acme director 1");
        Operator = OperatorRoot.Issue("acme operator 1", ClientProfile);
    }

    public static CertificateProfile TlsProfile => new() { Usages = [CertificateProfile.ServerAuth], HostNames = ["localhost"], Addresses = ["127.0.0.1"] };

    public static CertificateProfile ClientProfile => new() { Usages = [CertificateProfile.ClientAuth] };

    public static CertificateProfile DeviceAuthorityProfile => new() { Usages = [CertificateProfile.ClientAuth], PathLength = 0 };

    /// <summary>The hub's anchors, as devices have them.</summary>
    public RolePolicy Hub => new([HubRoot.Anchor]);

    /// <summary>The director's anchors, as devices have them.</summary>
    public RolePolicy Directors => new([DirectorRoot.Anchor]);

    /// <summary>Writes trust.toml, anchors and the hub's folder.</summary>
    public void Write(string folder)
    {
        Directory.CreateDirectory(Path.Combine(folder, "anchors"));
        string hub = Directory.CreateDirectory(Path.Combine(folder, "hub")).FullName;
        WriteAnchor(folder, "publisher", SamplePackage.Root);
        WriteAnchor(folder, "director", DirectorRoot);
        WriteAnchor(folder, "hub", HubRoot);
        File.WriteAllText(
            Path.Combine(folder, "trust.toml"),
            $"""
            fleet = "{Fleet}"
            [publisher]
            anchors = ["anchors/publisher.pem"]
            [director]
            anchors = ["anchors/director.pem"]
            [hub]
            anchors = ["anchors/hub.pem"]
            """);
        WritePair(hub, "tls", Tls);
        WritePair(hub, "signer", Signer);
        WritePair(hub, "device-ca", DeviceAuthority.Certificate);
        if (Director is not null)
        {
            WritePair(hub, "director", Director);
        }

        File.WriteAllText(Path.Combine(hub, "operators.pem"), SigningAuthority.CertificatePem(OperatorRoot.Certificate));
    }

    /// <summary>Writes a certificate, and its key for its owner's eyes only.</summary>
    public static void WritePair(string folder, string name, X509Certificate2 certificate)
    {
        File.WriteAllText(Path.Combine(folder, name + ".pem"), SigningAuthority.CertificatePem(certificate));
        string key = Path.Combine(folder, name + ".key");
        File.WriteAllText(key, SigningAuthority.KeyPem(certificate));
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private static void WriteAnchor(string folder, string role, SigningAuthority authority) =>
        File.WriteAllText(Path.Combine(folder, "anchors", role + ".pem"), SigningAuthority.CertificatePem(authority.Certificate));
}
