using System.Net;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Hub;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Identity;
using MLSecOps.Hub.Tests.Live;
using MLSecOps.TestKit;
using MLSecOps.Trust.Tests;

namespace MLSecOps.Hub.Tests.Identity;

/// <summary>A hub whose keys devices or operators would refuse does not start, and says which file it is.</summary>
public sealed class HubIdentityTests : IDisposable
{
    private static readonly FleetKeys Keys = FleetKeys.Honest;
    private static readonly FleetKeys Others = new();

    private readonly ScratchFolder _folder = new();

    public HubIdentityTests() => Keys.Write(_folder.Path);

    public static TheoryData<string> Pairs { get; } = ["tls", "signer", "device-ca", "director"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Keys_that_fit_together_are_taken()
    {
        using HubIdentity? identity = Load(out IReadOnlyList<ConfigurationProblem> problems);
        Assert.Empty(problems);
        Assert.Equal(FleetKeys.Fleet, identity!.Fleet);
        Assert.NotNull(identity.Director);
        Assert.Null(identity.Client);
    }

    [Theory]
    [InlineData("tls.pem", "tls.pem")]
    [InlineData("tls.key", "tls.pem")]
    [InlineData("signer.pem", "signer.pem")]
    [InlineData("signer.key", "signer.pem")]
    [InlineData("device-ca.pem", "device-ca.pem")]
    [InlineData("device-ca.key", "device-ca.pem")]
    [InlineData("director.key", "director.pem")]
    [InlineData("operators.pem", "operators.pem")]
    public void A_missing_file_is_named(string missing, string named)
    {
        File.Delete(Hub(missing));
        AssertRefused(named);
    }

    [Theory]
    [InlineData("tls.pem")]
    [InlineData("signer.key")]
    [InlineData("device-ca.pem")]
    [InlineData("operators.pem")]
    public void A_file_of_something_else_is_named(string file)
    {
        File.WriteAllText(Hub(file), "-----BEGIN CERTIFICATE-----\nbm90aGluZw==\n-----END CERTIFICATE-----\n");
        AssertRefused(Path.ChangeExtension(file, ".pem"));
    }

    [Fact]
    public void An_empty_file_of_operators_is_named()
    {
        File.WriteAllText(Hub("operators.pem"), string.Empty);
        AssertRefused("operators.pem");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_certificate_with_another_key_is_named(string name)
    {
        File.WriteAllText(Hub(name + ".key"), SigningAuthority.KeyPem(Others.Operator));
        AssertRefused(name + ".pem");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_certificate_below_another_anchor_is_named(string name)
    {
        X509Certificate2 other = name switch
        {
            "tls" => Others.Tls,
            "signer" => Others.Signer,
            "device-ca" => Others.DeviceAuthority.Certificate,
            _ => Others.Director!,
        };
        FleetKeys.WritePair(Hub(""), name, other);
        AssertRefused(name + ".pem");
    }

    public static TheoryData<string, string> Unfit { get; } = new()
    {
        { "tls", CertificateProfile.ClientAuth },
        { "tls", CertificateProfile.DocumentSigning },
        { "tls", CertificateProfile.AnyUsage },
        { "signer", CertificateProfile.ServerAuth },
        { "signer", CertificateProfile.CodeSigning },
        { "signer", CertificateProfile.ClientAuth },
        { "director", CertificateProfile.DocumentSigning },
        { "director", CertificateProfile.ServerAuth },
    };

    [Theory]
    [MemberData(nameof(Unfit))]
    public void A_certificate_for_another_use_is_named(string name, string usage)
    {
        SigningAuthority above = name == "director" ? Keys.DirectorRoot : Keys.HubRoot;
        FleetKeys.WritePair(Hub(""), name, above.Issue("acme " + name, FleetKeys.TlsProfile with { Usages = [usage] }));
        AssertRefused(name + ".pem");
    }

    [Fact]
    public void A_device_authority_that_is_none_is_named()
    {
        FleetKeys.WritePair(Hub(""), "device-ca", Keys.HubRoot.Issue("acme devices", FleetKeys.ClientProfile));
        AssertRefused("device-ca.pem");
    }

    public static TheoryData<string, TestKey> UnfitKeys { get; } = new()
    {
        { "tls", TestKey.Rsa2048 },
        { "signer", TestKey.Rsa2048 },
        { "signer", TestKey.P384 },
        { "device-ca", TestKey.Rsa2048 },
        { "director", TestKey.Rsa1024 },
        { "director", TestKey.BrainpoolP256 },
    };

    [Theory]
    [MemberData(nameof(UnfitKeys))]
    public void A_key_of_another_kind_is_named(string name, TestKey key)
    {
        X509Certificate2 unfit = name switch
        {
            "tls" => Keys.HubRoot.Issue("acme hub TLS", FleetKeys.TlsProfile with { Key = key }),
            "signer" => Keys.HubRoot.Issue("acme hub signer", new CertificateProfile { Usages = [CertificateProfile.DocumentSigning], Key = key }),
            "device-ca" => Keys.HubRoot.Intermediate("acme devices", FleetKeys.DeviceAuthorityProfile with { Key = key }).Certificate,
            _ => Keys.DirectorRoot.Issue("acme director 1", new CertificateProfile { Key = key }),
        };
        FleetKeys.WritePair(Hub(""), name, unfit);
        AssertRefused(name + ".pem");
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void A_key_that_everybody_can_read_is_named(string name)
    {
        File.SetUnixFileMode(Hub(name + ".key"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);
        AssertRefused(name + ".key");
    }

    [Theory]
    [InlineData("tls")]
    [InlineData("signer")]
    public void A_certificate_that_has_ended_is_named(string name)
    {
        DateTimeOffset end = SamplePackage.Now.AddDays(-1);
        CertificateProfile profile = name == "tls" ? FleetKeys.TlsProfile with { NotAfter = end } : new() { Usages = [CertificateProfile.DocumentSigning], NotAfter = end };
        FleetKeys.WritePair(Hub(""), name, Keys.HubRoot.Issue("acme " + name, profile));
        AssertRefused(name + ".pem");
    }

    /// <summary>Whoever is below these anchors steers the fleet: devices must not be.</summary>
    [Fact]
    public void Anchors_of_operators_below_which_devices_are_are_named()
    {
        File.WriteAllText(Hub("operators.pem"), SigningAuthority.CertificatePem(Keys.OperatorRoot.Certificate) + SigningAuthority.CertificatePem(Keys.HubRoot.Certificate));
        AssertRefused("operators.pem");
    }

    [Fact]
    public void Everything_that_is_wrong_is_said_at_once()
    {
        File.Delete(Hub("tls.pem"));
        File.Delete(Hub("operators.pem"));
        Assert.Null(Load(out IReadOnlyList<ConfigurationProblem> problems));
        Assert.Equal([Hub("tls.pem"), Hub("operators.pem")], problems.Select(problem => problem.File));
    }

    [Fact]
    public void Without_a_director_s_certificate_the_hub_starts_and_does_not_steer()
    {
        File.Delete(Hub("director.pem"));
        File.Delete(Hub("director.key"));
        using HubIdentity? identity = Load(out IReadOnlyList<ConfigurationProblem> problems);
        Assert.Empty(problems);
        Assert.Null(identity!.Director);
    }

    [Fact]
    public void A_director_needs_the_fleet_s_name()
    {
        string trust = _folder["trust.toml"];
        File.WriteAllText(trust, File.ReadAllText(trust).Replace($"fleet = \"{FleetKeys.Fleet}\"", string.Empty, StringComparison.Ordinal));
        AssertRefused("director.pem");
    }

    [Fact]
    public void Without_anchors_of_the_hub_the_file_that_lacks_them_is_named()
    {
        string trust = _folder["trust.toml"];
        File.WriteAllText(trust, File.ReadAllText(trust).Split("[hub]")[0]);
        Assert.Null(Load(out IReadOnlyList<ConfigurationProblem> problems));
        Assert.Equal((ConfigurationReasons.Missing, trust), Assert.Single(problems) is { } problem ? (problem.Reason, problem.File) : default);
    }

    [Fact]
    public void With_a_broker_elsewhere_the_hub_needs_a_client_certificate()
    {
        Assert.Null(Load(out IReadOnlyList<ConfigurationProblem> problems, BrokerKind.External));
        Assert.Equal(Hub("client.pem"), Assert.Single(problems).File);

        FleetKeys.WritePair(Hub(""), "client", Keys.HubRoot.Issue("mlsec-hub", FleetKeys.ClientProfile));
        using HubIdentity? identity = Load(out problems, BrokerKind.External);
        Assert.Empty(problems);
        Assert.NotNull(identity!.Client);
    }

    private void AssertRefused(string file)
    {
        Assert.Null(Load(out IReadOnlyList<ConfigurationProblem> problems));
        ConfigurationProblem problem = Assert.Single(problems);
        Assert.Equal(HubReasons.IdentityUnusable, problem.Reason);
        Assert.Equal(Hub(file), problem.File);
    }

    private string Hub(string file) => Path.Combine(_folder["hub"], file);

    private HubIdentity? Load(out IReadOnlyList<ConfigurationProblem> problems, BrokerKind broker = BrokerKind.Embedded)
    {
        ListenAddress any = new(IPAddress.Loopback, 0);
        HubConfiguration configuration = new()
        {
            StateDirectory = _folder["state"],
            IdentityDirectory = _folder["hub"],
            TrustFile = _folder["trust.toml"],
            Https = any,
            Url = null,
            Broker = broker,
            Mqtt = any,
            BrokerHost = "localhost",
            BrokerPort = 8883,
            Page = any,
            Epoch = TimeSpan.FromMinutes(5),
            Window = TimeSpan.FromMinutes(15),
        };
        return HubIdentityLoader.Load(configuration, new FakeTimeProvider(SamplePackage.Now), out problems);
    }
}
