using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MLSecOps.Configuration.Trust;
using MLSecOps.Core.Findings;

namespace MLSecOps.Configuration.Tests;

public sealed class TrustConfigurationTests : IDisposable
{
    private readonly ConfigurationFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Anchors_are_read_relative_to_the_file_several_to_a_file()
    {
        _folder.Write("/etc/anchors/two.pem", Pem("one") + "text between\n" + Pem("two"));
        string file = _folder.Write("/etc/trust.toml", "fleet = \"acme\"\n[publisher]\nanchors = [\"anchors/two.pem\"]\nthreshold = 2\neku = \"oms\"\n");

        Assert.True(TrustConfigurationLoader.Load(file).TryGet(out TrustConfiguration? trust, out _));

        Assert.Equal("acme", trust.Fleet);
        Assert.Equal(["CN=one", "CN=two"], trust.Publisher.Anchors.Select(anchor => anchor.Subject));
        Assert.Equal(2, trust.Publisher.Threshold);
        Assert.Equal(KeyUsagePolicy.Oms, trust.Publisher.KeyUsage);
        Assert.Null(trust.Director);
    }

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        string damaged = _folder.Write("/etc/damaged.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        string empty = _folder.Write("/etc/empty.pem", "nothing\n");
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string secret = _folder.Write("/etc/key.pem", "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
        string file = _folder.Write("/etc/trust.toml", """
            fleet = "AC ME"
            [publsher]
            anchors = ["x.pem"]
            [director]
            anchors = ["damaged.pem", "absent.pem", "empty.pem", "key.pem"]
            threshold = 0
            [root]
            threshold = 1
            """);

        Loaded<TrustConfiguration> loaded = TrustConfigurationLoader.Load(file);

        Assert.Null(loaded.Value);
        Assert.Equal(
            [
                $"{file} CONFIGURATION_MISSING",
                $"{file}:1:9 CONFIGURATION_VALUE",
                $"{file}:3:1 CONFIGURATION_UNKNOWN_KEY",
                $"{file}:6:13 CONFIGURATION_VALUE",
                $"{file}:8:1 CONFIGURATION_MISSING",
                $"{_folder.Root}/etc/absent.pem CONFIGURATION_UNREADABLE",
                $"{empty} CONFIGURATION_ANCHOR",
                $"{damaged}:1:1 CONFIGURATION_ANCHOR",
                $"{secret}:2:1 CONFIGURATION_ANCHOR",
            ],
            loaded.Problems.Select(problem => $"{problem.Place} {problem.Reason.Code}"));
        Assert.Equal("publisher.anchors", loaded.Problems[2].Suggestion);
    }

    [Theory]
    [InlineData("/etc/trust.toml")]
    [InlineData("/etc/anchor.pem")]
    public void A_file_that_everyone_can_write_is_refused(string writable)
    {
        _folder.Write("/etc/anchor.pem", Pem("one"));
        string file = _folder.Write("/etc/trust.toml", "[publisher]\nanchors = [\"anchor.pem\"]\n");
        Assert.NotNull(TrustConfigurationLoader.Load(file).Value);
        File.SetUnixFileMode(_folder.Root + writable, UnixFileMode.UserRead | UnixFileMode.OtherRead | UnixFileMode.OtherWrite);

        Loaded<TrustConfiguration> loaded = TrustConfigurationLoader.Load(file);

        Assert.Equal(ConfigurationReasons.Permissions, loaded.Problems[0].Reason);
        Assert.Null(loaded.Value);
    }

    [Fact]
    public void The_same_anchor_twice_is_refused()
    {
        _folder.Write("/etc/anchor.pem", Pem("one"));
        string file = _folder.Write("/etc/trust.toml", "[publisher]\nanchors = [\"anchor.pem\", \"../etc/anchor.pem\"]\n");

        Assert.Equal(ConfigurationReasons.Anchor, Assert.Single(TrustConfigurationLoader.Load(file).Problems).Reason);
    }

    private static string Pem(string name)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new($"CN={name}", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch.AddYears(50), DateTimeOffset.UnixEpoch.AddYears(80));
        return certificate.ExportCertificatePem() + "\n";
    }
}
