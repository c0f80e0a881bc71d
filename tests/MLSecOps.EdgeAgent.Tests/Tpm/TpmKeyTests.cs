using System.Security.Cryptography;
using MLSecOps.EdgeAgent.Tpm;
using MLSecOps.Formats.Tpm;
using MLSecOps.Formats.Tpm.Commands;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Tpm;

/// <summary>Keys of the TPM as the tools of others see them.</summary>
public sealed class TpmKeyTests
{
    [Fact]
    public async Task Tpm2_createprimary_makes_the_same_attestation_key_from_the_same_template()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        byte[] purpose = "mlsec attestation key 1"u8.ToArray();
        File.WriteAllBytes(bench.Tpm.File("unique"), [(byte)purpose.Length, 0, .. purpose, 0, 0]);
        await bench.Tpm.Tool(
            "tpm2_createprimary", "-C", "o", "-g", "sha256", "-G", "ecc256:ecdsa-sha256:null", "-u", bench.Tpm.File("unique"), "-c", bench.Tpm.File("ak.ctx"),
            "-a", "fixedtpm|fixedparent|sensitivedataorigin|userwithauth|noda|restricted|sign");
        await bench.Tpm.Tool("tpm2_readpublic", "-c", bench.Tpm.File("ak.ctx"), "-n", bench.Tpm.File("ak.name"), "-o", bench.Tpm.File("ak.pub"));
        NamedPublic own = await bench.At(session => session.AttestationKey.Key);
        Assert.Equal(File.ReadAllBytes(bench.Tpm.File("ak.name")), own.Name.ToArray());
        Assert.Equal(File.ReadAllBytes(bench.Tpm.File("ak.pub"))[2..], own.Public.ToArray());

        // Nothing is stored: after a boot it is the same one.
        await bench.Tpm.Reset();
        bench.Restart();
        Assert.Equal(own.Name.ToArray(), (await bench.At(session => session.Run(ReadPublic.Command(session.AttestationKey.Handle)))).Name.ToArray());
    }

    [Theory]
    [InlineData("ecc")]
    [InlineData("rsa")]
    public async Task Tpm2_createek_makes_the_same_endorsement_key(string kind)
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        await bench.Tpm.Tool("tpm2_createek", "-G", kind, "-c", bench.Tpm.File("ek.ctx"), "-u", bench.Tpm.File("ek.pub"));
        byte[] own = await bench.At(session => session.WithKey(TpmHandles.Endorsement, TemplateOf(kind), key => key.Key.Public.ToArray()));
        Assert.Equal(File.ReadAllBytes(bench.Tpm.File("ek.pub"))[2..], own);
    }

    [Theory]
    [InlineData("ecc")]
    [InlineData("rsa")]
    public async Task What_tpm2_makecredential_seals_is_opened_and_what_is_for_another_key_is_not(string kind)
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        EndorsementKey endorsement = new(TemplateOf(kind), default);
        byte[] secret = RandomNumberGenerator.GetBytes(32);
        byte[] name = await bench.At(session =>
        {
            byte[] area = session.WithKey(TpmHandles.Endorsement, endorsement.Template, key => key.Key.Public.ToArray());
            File.WriteAllBytes(bench.Tpm.File("ek.pub"), new TpmWriter().Sized(area).ToArray());
            return session.AttestationKey.Key.Name.ToArray();
        });
        Assert.Equal(secret, await Open(bench, endorsement, await Seal(bench, name, secret)));
        name[^1] ^= 1;
        (byte[], byte[]) other = await Seal(bench, name, secret);
        Linux.Tpm.TpmDeviceException refused = await Assert.ThrowsAsync<Linux.Tpm.TpmDeviceException>(() => Open(bench, endorsement, other));
        Assert.Contains("TPM_RC_INTEGRITY", refused.Message, StringComparison.Ordinal);

        // Neither keys nor sessions are left in the TPM's few places, also after a refusal.
        Assert.Empty((await bench.Tpm.Tool("tpm2_getcap", "handles-transient")).Trim());
        Assert.Empty((await bench.Tpm.Tool("tpm2_getcap", "handles-loaded-session")).Trim());
    }

    [Fact]
    public async Task The_maker_s_certificate_is_found_and_is_that_of_the_key()
    {
        await using TpmBench bench = await TpmBench.StartAsync(certified: true);
        (EndorsementKey found, byte[] area) = await bench.At(session =>
        {
            EndorsementKey key = EndorsementKey.Find(session);
            return (key, session.WithKey(TpmHandles.Endorsement, key.Template, made => made.Key.Public.ToArray()));
        });
        byte[] certificate = Assert.Single(found.CertificatesOf(area));
        File.WriteAllBytes(bench.Tpm.File("ek.der"), certificate);
        Assert.Contains("OK", await ToolRun.Must(
            "openssl", "verify", "-CAfile", bench.Tpm.MakerRoot, "-untrusted", bench.Tpm.MakerIssuer, "-ignore_critical", bench.Tpm.File("ek.der")), StringComparison.Ordinal);

        // Of another key it is not passed on.
        byte[] other = await bench.At(session => session.WithKey(TpmHandles.Endorsement, KeyTemplates.EndorsementEcc(), key => key.Key.Public.ToArray()));
        Assert.Empty(found.CertificatesOf(other));
    }

    [Fact]
    public async Task Without_a_certificate_there_is_none_and_the_key_is_on_P256()
    {
        await using TpmBench bench = await TpmBench.StartAsync();
        EndorsementKey found = await bench.At(EndorsementKey.Find);
        Assert.True(found.Certificate.IsEmpty);
        Assert.Equal(KeyTemplates.EndorsementEcc(), found.Template);
    }

    private static byte[] TemplateOf(string kind) => kind == "rsa" ? KeyTemplates.EndorsementRsa() : KeyTemplates.EndorsementEcc();

    private static Task<byte[]> Open(TpmBench bench, EndorsementKey endorsement, (byte[] Credential, byte[] Secret) blob) =>
        bench.At(session => endorsement.Activate(session, blob.Credential, blob.Secret).ToArray());

    private static async Task<(byte[] Credential, byte[] Secret)> Seal(TpmBench bench, byte[] name, byte[] secret)
    {
        File.WriteAllBytes(bench.Tpm.File("secret"), secret);
        await ToolRun.Must("tpm2_makecredential", "-T", "none", "-u", bench.Tpm.File("ek.pub"), "-s", bench.Tpm.File("secret"), "-n", Convert.ToHexStringLower(name), "-o", bench.Tpm.File("blob"));

        // Magic and version before TPM2B_ID_OBJECT and TPM2B_ENCRYPTED_SECRET.
        TpmReader reader = new(File.ReadAllBytes(bench.Tpm.File("blob")).AsMemory(8));
        byte[] credential = reader.Sized(200, "a credential").ToArray();
        return (credential, reader.Sized(600, "a secret").ToArray());
    }
}
