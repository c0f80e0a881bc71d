using System.Security.Cryptography.X509Certificates;
using System.Text;
using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests;

/// <summary>Keys that stay on a token, SoftHSM's, and openssl as the judge of what it signs.</summary>
public sealed class TokenTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    private static readonly CertificateProfile Fresh = new() { NotBefore = DateTimeOffset.UtcNow.AddHours(-1), NotAfter = DateTimeOffset.UtcNow.AddYears(1) };
    private static readonly SigningAuthority Root = SigningAuthority.Create("Token Root", Fresh with { Usages = [] });

    [Theory]
    [InlineData(TestKey.P256)]
    [InlineData(TestKey.P384)]
    [InlineData(TestKey.P521)]
    [InlineData(TestKey.Rsa2048)]
    public async Task What_a_token_signs_verifies_here_and_by_openssl(TestKey kind)
    {
        using ScratchFolder folder = new();
        Mlsec mlsec = await Prepare(folder, kind);
        MlsecRun signed = await mlsec.Run(Sign($"pkcs11:token=acme;object=publisher;type=private?module-path={SoftToken.Module}"));
        Assert.True(signed.ExitCode == 0, signed.ToString());

        MlsecRun verified = await mlsec.Run("model", "verify", "out.mlpkg", "--anchors", "root.pem");
        Assert.True(verified.ExitCode == 0, verified.ToString());
        await ToolRun.Must("tar", "-xf", folder["out.mlpkg"], "-C", folder.Path, "manifest.json", "manifest.p7s");
        await ToolRun.Must(
            "openssl", "cms", "-verify", "-binary", "-inform", "DER", "-in", folder["manifest.p7s"], "-content", folder["manifest.json"],
            "-CAfile", folder["root.pem"], "-purpose", "any", "-out", "/dev/null");
    }

    [Theory]
    [InlineData(TestKey.P256)]
    [InlineData(TestKey.P521)]
    public async Task An_OMS_bundle_that_a_token_signs_verifies(TestKey kind)
    {
        using ScratchFolder folder = new();
        Mlsec mlsec = await Prepare(folder, kind);
        Directory.CreateDirectory(folder["model"]);
        folder.Write("model/weights", "weights"u8.ToArray());
        MlsecRun signed = await mlsec.Run(
            "model", "sign", "model", "--signature", "model.sig", "--cert", "publisher.pem",
            "--key", $"pkcs11:token=acme;object=publisher?module-path={SoftToken.Module}", "--pin-file", "pin.txt");
        Assert.True(signed.ExitCode == 0, signed.ToString());

        MlsecRun verified = await mlsec.Run("model", "verify", "model", "--signature", "model.sig", "--anchors", "root.pem");
        Assert.True(verified.ExitCode == 0, verified.ToString());
    }

    [Theory]
    [InlineData("pkcs11:id=%0a?pin-source=file:PIN&module-path=MODULE", 0, "signed out.mlpkg")]
    [InlineData("pkcs11:token=acme;id=%0A;object=publisher?pin-source=PIN&module-path=MODULE", 0, "signed out.mlpkg")]
    [InlineData("pkcs11:token=acme;object=publisher?module-path=MODULE", 2, "wants a PIN, and none is given  [TOKEN_PIN_REFUSED]")]
    [InlineData("pkcs11:token=acme;object=publisher?pin-source=WRONG&module-path=MODULE", 2, "the PIN is wrong  [TOKEN_PIN_REFUSED]")]
    [InlineData("pkcs11:token=acme;object=nobody?pin-source=PIN&module-path=MODULE", 2, "holds no such private key  [TOKEN_KEY_NOT_FOUND]")]
    [InlineData("pkcs11:token=acme;object=twins?pin-source=PIN&module-path=MODULE", 2, "several private keys that fit  [TOKEN_KEY_NOT_FOUND]")]
    [InlineData("pkcs11:token=acme;object=twins;id=%0b?pin-source=PIN&module-path=MODULE", 2, "certificate's  [COMMAND_KEY_MISMATCH]")]
    [InlineData("pkcs11:token=other;object=publisher?pin-source=PIN&module-path=MODULE", 1, "[TOKEN_NOT_FOUND]")]
    [InlineData("pkcs11:object=publisher?pin-source=PIN&module-path=/absent/module.so", 1, "[TOKEN_MODULE_UNUSABLE]")]
    [InlineData("pkcs11:object=publisher?pin-source=PIN&module-path=/etc/passwd", 1, "[TOKEN_MODULE_UNUSABLE]")]
    [InlineData("pkcs11:object=publisher?pin-source=PIN&module-path=LIBC", 1, "[TOKEN_MODULE_UNUSABLE]")]
    [InlineData("pkcs11:object=publisher?pin-value=2468&module-path=MODULE", 2, "holds no PIN")]
    [InlineData("pkcs11:object=publisher", 2, "?module-path=")]
    [InlineData("pkcs11:object=publisher?module-path=module.so", 2, "absolute path")]
    [InlineData("pkcs11:token=acme?module-path=MODULE", 2, "object= or id=")]
    [InlineData("pkcs11:object=publisher;type=public?module-path=MODULE", 2, "type=private")]
    [InlineData("pkcs11:object=a;object=b?module-path=MODULE", 2, "states object once")]
    [InlineData("pkcs11:object=%zz?module-path=MODULE", 2, "%XX")]
    [InlineData("pkcs11:object=a;slot-id=0?module-path=MODULE", 2, "has attributes")]
    public async Task Each_URI_gets_its_key_or_its_reason(string uri, int exitCode, string said)
    {
        using ScratchFolder folder = new();
        Mlsec mlsec = await Prepare(folder, TestKey.P256);
        string full = uri.Replace("MODULE", SoftToken.Module, StringComparison.Ordinal).Replace("PIN", folder["pin.txt"], StringComparison.Ordinal)
            .Replace("WRONG", folder["wrong.txt"], StringComparison.Ordinal).Replace("LIBC", typeof(object).Assembly.Location.Replace("System.Private.CoreLib.dll", "libSystem.Native.so", StringComparison.Ordinal), StringComparison.Ordinal);

        MlsecRun run = await mlsec.Run("model", "sign", "unsigned.mlpkg", "-o", "out.mlpkg", "--cert", "publisher.pem", "--key", full);

        Assert.True(run.ExitCode == exitCode, run.ToString());
        // The reason stands behind the first line's sentence, what was found on the second: both count.
        string[] parts = said.Split("  [");
        Assert.All(parts, part => Assert.Contains(part.TrimEnd(']'), run.Output + run.Error, StringComparison.Ordinal));
        Assert.Equal(exitCode == 0, File.Exists(folder["out.mlpkg"]));
        Assert.DoesNotContain(SoftToken.Pin, run.Output + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_tokens_that_fit_are_not_chosen_from()
    {
        using ScratchFolder folder = new();
        Mlsec mlsec = await Prepare(folder, TestKey.P256, second: true);
        MlsecRun run = await mlsec.Run(Sign($"pkcs11:object=publisher?module-path={SoftToken.Module}"));
        Assert.True(run.ExitCode == 1, run.ToString());
        Assert.Contains("2 tokens fit", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_PIN_file_does_not_go_with_a_key_file()
    {
        using ScratchFolder folder = new();
        Mlsec mlsec = await Prepare(folder, TestKey.P256);
        MlsecRun run = await mlsec.Run(Sign("publisher.key"));
        Assert.True(run.ExitCode == 2, run.ToString());
        Assert.Contains("--pin-file is for keys on tokens", run.Error, StringComparison.Ordinal);
    }

    private static string[] Sign(string key) =>
        ["model", "sign", "unsigned.mlpkg", "-o", "out.mlpkg", "--cert", "publisher.pem", "--key", key, "--pin-file", "pin.txt"];

    private async Task<Mlsec> Prepare(ScratchFolder folder, TestKey kind, bool second = false)
    {
        Assert.SkipWhen(SoftToken.Module is null && Environment.GetEnvironmentVariable("CI") != "true", "SoftHSM is not installed");
        X509Certificate2 publisher = Root.Issue("Token Publisher", Fresh with { Key = kind });
        folder.Write("root.pem", Encoding.ASCII.GetBytes(SigningAuthority.CertificatePem(Root.Certificate)));
        folder.Write("publisher.pem", Encoding.ASCII.GetBytes(SigningAuthority.CertificatePem(publisher)));
        folder.Write("pin.txt", Encoding.ASCII.GetBytes(SoftToken.Pin + "\n"));
        folder.Write("wrong.txt", "1357\n"u8.ToArray());
        string key = folder.Write("publisher.key", Encoding.ASCII.GetBytes(SigningAuthority.KeyPem(publisher)));
        string other = folder.Write("other.key", Encoding.ASCII.GetBytes(SigningAuthority.KeyPem(Root.Issue("Other", Fresh))));
        File.Copy(Path.Combine(sample.Folder, "unsigned.mlpkg"), folder["unsigned.mlpkg"]);
        SoftToken token = await SoftToken.Create(folder.Path, "acme");
        await token.Import("acme", key, "publisher", "0a");
        await token.Import("acme", other, "twins", "0b");
        await token.Import("acme", other, "twins", "0c");
        if (second)
        {
            await token.Add("second");
        }

        File.Delete(key); // What is signed from here on, the token signs.
        return new Mlsec(folder.Path) { Environment = { ["SOFTHSM2_CONF"] = token.Configuration } };
    }
}
