using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.TestKit;
using MLSecOps.Trust.Identity;

namespace MLSecOps.Trust.Tests.Identity;

public sealed class CertificatesOnlyTests
{
    private static readonly FleetIdentities Identities = new();
    private static readonly byte[] Device = Identities.ByKind["device"].RawData;
    private static readonly byte[] Authority = Identities.Devices.Anchor;
    private static readonly byte[] Both = CertificatesOnly.Encode([Device, Authority]);

    [Fact]
    public void What_is_written_is_read_as_a_set()
    {
        Assert.Equal(Sorted(Device, Authority), Sorted([.. Read(Both)]));
        Assert.Equal(Both, CertificatesOnly.Encode([Authority, Device]));
        Assert.Equal([Device], Read(CertificatesOnly.Encode([Device])));
    }

    [Fact]
    public async Task Openssl_reads_ours()
    {
        using ScratchFolder folder = new();
        string text = await ToolRun.Must("openssl", "pkcs7", "-print_certs", "-inform", "DER", "-in", folder.Write("certificates.p7", Both));
        Assert.Equal(Sorted(Device, Authority), Sorted([.. OfPem(text)]));
        string form = await ToolRun.Must("openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", folder["certificates.p7"]);
        Assert.Contains("contentType: pkcs7-signedData", form, StringComparison.Ordinal);
        Assert.Contains("eContent: <ABSENT>", form, StringComparison.Ordinal);
    }

    /// <summary>OpenSSL's PKCS#7 writes the certificates in the order given, whatever DER says about sets.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task We_read_openssl_s_in_any_order(bool deviceFirst)
    {
        using ScratchFolder folder = new();
        foreach ((string name, byte[] der) in new[] { ("device.pem", Device), ("authority.pem", Authority) })
        {
            await File.WriteAllTextAsync(folder[name], SigningAuthority.CertificatePem(X509CertificateLoader.LoadCertificate(der)), TestContext.Current.CancellationToken);
        }

        (string first, string second) = deviceFirst ? ("device.pem", "authority.pem") : ("authority.pem", "device.pem");
        await ToolRun.Must(
            "openssl", "crl2pkcs7", "-nocrl", "-certfile", folder[first], "-certfile", folder[second], "-outform", "DER", "-out", folder["p7"]);
        byte[] p7 = await File.ReadAllBytesAsync(folder["p7"], TestContext.Current.CancellationToken);
        Assert.Equal(Sorted(Device, Authority), Sorted([.. Read(p7)]));
    }

    [Fact]
    public void Eight_certificates_are_the_most()
    {
        Assert.Equal(8, Read(CertificatesOnly.Encode([.. Enumerable.Range(0, 8).Select(_ => (ReadOnlyMemory<byte>)Device)])).Count);
        AssertRefused(CertificatesOnly.Encode([.. Enumerable.Range(0, 9).Select(_ => (ReadOnlyMemory<byte>)Device)]));
    }

    [Fact]
    public void A_larger_message_is_not_looked_at()
    {
        byte[] large = new byte[CertificatesOnly.MostBytes + 1];
        Assert.Equal(CertificatesOnly.MostBytes, AssertRefused(large).Offset);
    }

    /// <summary>A device asked for certificates: an answer without any is none.</summary>
    [Fact]
    public void No_certificate_at_all_is_refused() => AssertRefused(CertificatesOnly.Encode([]));

    [Fact]
    public void What_is_no_X_509_certificate_is_refused()
    {
        // A SEQUENCE is; an attribute certificate, [2], and an INTEGER are not.
        AssertRefused(CertificatesOnly.Encode([new byte[] { 0xa2, 0x02, 0x30, 0x00 }]));
        AssertRefused(CertificatesOnly.Encode([new byte[] { 0x02, 0x01, 0x05 }]));
    }

    [Fact]
    public void Other_documents_are_refused()
    {
        AssertRefused(Device);
        AssertRefused([]);
        AssertRefused([0x30, 0x00]);
        AssertRefused([0x05, 0x00]);
        AssertRefused("-----BEGIN PKCS7-----"u8.ToArray());
        AssertRefused([.. Both, 0x00]);
        // id-data in place of id-signedData.
        byte[] data = [.. Both];
        data[Both.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x01, 0x07, 0x02]) + 2] = 0x01;
        AssertRefused(data);
    }

    [Fact]
    public void A_cut_message_is_refused_at_every_byte()
    {
        for (int length = 0; length < Both.Length; length++)
        {
            Assert.InRange(AssertRefused(Both[..length]).Offset, 0, length);
        }
    }

    /// <summary>A flip in a certificate is another certificate, which its own signature gives away; one outside is refused or changes what means nothing.</summary>
    [Fact]
    public void A_flipped_bit_never_escapes_as_an_exception()
    {
        int refused = 0;
        for (int bit = 0; bit < Both.Length * 8; bit++)
        {
            byte[] flipped = [.. Both];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            refused += CertificatesOnly.Decode(flipped).Match(_ => 0, fault => fault.Offset >= 0 && fault.Offset <= flipped.Length ? 1 : throw new InvalidOperationException($"{fault}"));
        }

        Assert.InRange(refused, Both.Length / 4, Both.Length * 8);
    }

    private static IReadOnlyList<byte[]> Read(byte[] message) => [.. SamplePackage.Ok(CertificatesOnly.Decode(message)).Select(certificate => certificate.ToArray())];

    private static FormatFault AssertRefused(byte[] message)
    {
        Assert.False(CertificatesOnly.Decode(message).TryGet(out _, out FormatFault? fault));
        Assert.Equal(EnrolmentReasons.CertificateUnfit, fault.Reason);
        return fault;
    }

    private static string[] Sorted(params byte[][] certificates) => [.. certificates.Select(Convert.ToHexString).Order(StringComparer.Ordinal)];

    private static IEnumerable<byte[]> OfPem(string text)
    {
        X509Certificate2Collection collection = [];
        collection.ImportFromPem(text);
        return collection.Select(certificate => certificate.RawData);
    }
}
