using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Evidence;
using MLSecOps.Trust.Identity;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Tests.Evidence;

namespace MLSecOps.Trust.Tests.Identity;

public sealed class DeviceCertificateIssuerTests
{
    private static readonly FleetIdentities Identities = new();
    private static readonly Ueid Ueid = SampleEvidence.Ueid();
    private static readonly ECDsa Key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private static readonly byte[] Request = Make("").CreateSigningRequest();
    private static readonly DateTimeOffset Start = SampleEvidence.IssuedAt.AddMinutes(-5);
    private static readonly DateTimeOffset End = SampleEvidence.IssuedAt.AddDays(90);

    [Theory]
    [InlineData("")]
    [InlineData("CN=" + SampleEvidence.Device)]
    public void The_key_of_a_request_is_taken(string name)
    {
        byte[] request = Make(name).CreateSigningRequest();
        Assert.Equal(Key.ExportSubjectPublicKeyInfo(), SamplePackage.Ok(DeviceCertificateIssuer.ReadRequest(request, Ueid)).ToArray());
    }

    [Theory]
    [InlineData("CN=0100112233445566778899AABBCCDDEEFF")]
    [InlineData("CN=hub.example")]
    [InlineData("O=" + SampleEvidence.Device)]
    [InlineData("CN=" + SampleEvidence.Device + ", O=Acme")]
    [InlineData("CN=" + SampleEvidence.Device + ", CN=" + SampleEvidence.Device)]
    [InlineData("CN=\"" + SampleEvidence.Device + ", CN=hub.example\"")]
    public void The_name_of_anything_else_is_refused(string name) => AssertRefused(Make(name).CreateSigningRequest());

    /// <summary>A token for one device in the hands of another is told apart from a bad request.</summary>
    [Fact]
    public async Task The_name_of_another_device_is_refused_for_its_own_reason()
    {
        const string Other = "CN=01ffffffffffffffffffffffffffffffff";
        AssertRefused(Make(Other).CreateSigningRequest(), EnrolmentReasons.TokenOtherDevice);
        AssertRefused((await ByOpenssl("prime256v1", $"-subj /{Other}")).Request, EnrolmentReasons.TokenOtherDevice);
    }

    public static TheoryData<TestKey> OtherKeys { get; } = [TestKey.P384, TestKey.P521, TestKey.Rsa2048, TestKey.Rsa1024, TestKey.BrainpoolP256];

    [Theory]
    [MemberData(nameof(OtherKeys))]
    public void Another_kind_of_key_is_refused(TestKey kind)
    {
        CertificateRequest request = kind switch
        {
            TestKey.Rsa2048 => new("", RSA.Create(2048), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
            TestKey.Rsa1024 => new("", RSA.Create(1024), HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
            TestKey.P384 => new("", ECDsa.Create(ECCurve.NamedCurves.nistP384), HashAlgorithmName.SHA256),
            TestKey.P521 => new("", ECDsa.Create(ECCurve.NamedCurves.nistP521), HashAlgorithmName.SHA256),
            _ => new("", ECDsa.Create(ECCurve.NamedCurves.brainpoolP256r1), HashAlgorithmName.SHA256),
        };
        AssertRefused(request.CreateSigningRequest());
    }

    /// <summary>A key with explicit curve parameters, of which a generator can be forged, never gets to the platform's importer.</summary>
    [Fact]
    [RedTeam("G5", "Asks for a certificate of a key with a curve of one's own making", typeof(SignerKey), "ENROLMENT_REQUEST_REFUSED")]
    public async Task An_explicit_curve_is_refused_by_its_form()
    {
        (byte[] request, _) = await ByOpenssl("prime256v1 -pkeyopt ec_param_enc:explicit", $"-subj /CN={SampleEvidence.Device}");
        FormatFault fault = AssertRefused(request);
        Assert.Equal(("a P-256 key", "not a named curve"), (fault.Expected, fault.Found));
    }

    /// <summary>Proof of possession: whoever asks for a certificate of a key that is not theirs gets none.</summary>
    [Fact]
    [RedTeam("G5", "Asks for a certificate of a key that one does not have", typeof(DeviceCertificateIssuer), "ENROLMENT_REQUEST_REFUSED")]
    public void A_request_signed_by_another_key_is_refused()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(new X500DistinguishedName(""), new PublicKey(Key), HashAlgorithmName.SHA256);
        AssertRefused(request.CreateSigningRequest(X509SignatureGenerator.CreateForECDsa(other)));
    }

    [Fact]
    public async Task Openssl_s_request_is_accepted()
    {
        (byte[] request, byte[] key) = await ByOpenssl("prime256v1", $"-subj /CN={SampleEvidence.Device}");
        Assert.Equal(key, SamplePackage.Ok(DeviceCertificateIssuer.ReadRequest(request, Ueid)).ToArray());
    }

    [Theory]
    [InlineData("prime256v1", "-subj /CN=" + SampleEvidence.Device + " -sha1")]
    [InlineData("prime256v1", "-subj /CN=" + SampleEvidence.Device + " -sha224")]
    [InlineData("prime256v1", "-subj /CN=" + SampleEvidence.Device + " -sha384")]
    [InlineData("secp384r1", "-subj /CN=" + SampleEvidence.Device)]
    [InlineData("secp256k1", "-subj /CN=" + SampleEvidence.Device)]
    public async Task Openssl_s_other_requests_are_refused(string curve, string options) => AssertRefused((await ByOpenssl(curve, options)).Request);

    [Fact]
    public void Bytes_behind_the_request_are_refused()
    {
        AssertRefused([.. Request, 0]);
        AssertRefused([.. Request, .. Request]);
    }

    [Fact]
    public void A_large_request_is_not_looked_at()
    {
        FormatFault fault = AssertRefused(new byte[DeviceCertificateIssuer.RequestBytes + 1]);
        Assert.Equal($"at most {DeviceCertificateIssuer.RequestBytes} bytes", fault.Expected);
    }

    [Fact]
    public void Other_documents_are_refused()
    {
        AssertRefused([]);
        AssertRefused([0x30, 0x00]);
        AssertRefused(Identities.ByKind["device"].RawData);
        AssertRefused(Key.ExportSubjectPublicKeyInfo());
        AssertRefused(Encoding.ASCII.GetBytes(Make("").CreateSigningRequestPem()));
    }

    [Fact]
    public void A_cut_request_is_refused_at_every_byte()
    {
        for (int length = 0; length < Request.Length; length++)
        {
            AssertRefused(Request[..length]);
        }
    }

    /// <summary>Every bit is signed, or is of the signature.</summary>
    [Fact]
    public void No_flipped_bit_goes_unnoticed()
    {
        byte[] full = MakeDemanding().CreateSigningRequest();
        SamplePackage.Ok(DeviceCertificateIssuer.ReadRequest(full, Ueid));
        for (int bit = 0; bit < full.Length * 8; bit++)
        {
            byte[] flipped = [.. full];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertRefused(flipped);
        }
    }

    [Fact]
    public void An_issued_certificate_is_that_of_the_device()
    {
        X509Certificate2 issued = Issue();
        using DeviceIdentity device = Accept(issued);
        Assert.Equal(Ueid, device.Ueid);
        Assert.Equal(Sha256Digest.Of(Key.ExportSubjectPublicKeyInfo()), device.Key);
        Assert.Equal((Start, End), (device.NotBefore, device.NotAfter));
        Assert.Equal(Identities.Devices.Certificate.SubjectName.RawData, issued.IssuerName.RawData);
    }

    [Fact]
    public async Task Openssl_takes_it_for_a_client_and_for_nothing_else()
    {
        using ScratchFolder folder = new();
        X509Certificate2 issued = Issue();
        ToolRun client = await OpensslVerify(folder, issued, "sslclient");
        Assert.True(client.ExitCode == 0, client.Error + client.Output);
        foreach (string purpose in (string[])["sslserver", "smimesign", "timestampsign", "crlsign"])
        {
            ToolRun other = await OpensslVerify(folder, issued, purpose);
            Assert.True(other.ExitCode != 0, $"openssl takes a device's certificate for {purpose}");
        }
    }

    [Theory]
    [InlineData("publisher")]
    [InlineData("director")]
    [InlineData("hub tls")]
    [InlineData("hub signer")]
    [InlineData("operator")]
    public void It_is_nobody_else(string role) => Assert.IsType<TrustVerdict.Rejected>(Identities.Judge(role, Issue().CopyWithPrivateKey(Key)));

    /// <summary>A request may ask for anything; the certificate has what the issuer writes.</summary>
    [Fact]
    public void What_a_request_asks_for_is_not_taken_over()
    {
        ReadOnlyMemory<byte> key = SamplePackage.Ok(DeviceCertificateIssuer.ReadRequest(MakeDemanding().CreateSigningRequest(), Ueid));
        X509Certificate2 issued = Issue(key);
        Assert.Equal(
            ["2.5.29.14", "2.5.29.15", "2.5.29.19", "2.5.29.35", "2.5.29.37"],
            issued.Extensions.Select(extension => extension.Oid!.Value!).Order(StringComparer.Ordinal));
        Assert.False(issued.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
        Assert.Equal(X509KeyUsageFlags.DigitalSignature, issued.Extensions.OfType<X509KeyUsageExtension>().Single().KeyUsages);
        Assert.Equal([CertificateProfile.ClientAuth], issued.Extensions.OfType<X509EnhancedKeyUsageExtension>().Single().EnhancedKeyUsages.Cast<Oid>().Select(oid => oid.Value));
        Assert.Equal($"CN={Ueid}", issued.Subject);
    }

    [Fact]
    public void It_ends_with_its_authority_at_the_latest() =>
        Assert.Equal(Identities.Devices.Certificate.NotAfter, Issue(end: new DateTimeOffset(2040, 1, 1, 0, 0, 0, TimeSpan.Zero)).NotAfter);

    [Theory]
    [InlineData(0x00)]
    [InlineData(0x7f)]
    [InlineData(0x80)]
    [InlineData(0xff)]
    public void Serial_numbers_are_positive_and_of_one_length(byte first)
    {
        byte[] serial = Issue(serial: [first, .. Enumerable.Range(1, 15).Select(i => (byte)i)]).SerialNumberBytes.ToArray();
        Assert.Equal(16, serial.Length);
        Assert.InRange(serial[0], 0x40, 0x7f);
        Assert.Equal(Enumerable.Range(1, 15).Select(i => (byte)i), serial[1..]);
    }

    [Fact]
    public void An_authority_that_has_ended_issues_nothing() =>
        Assert.Throws<ArgumentException>(() => Issue(start: new DateTimeOffset(2030, 1, 2, 0, 0, 0, TimeSpan.Zero), end: new DateTimeOffset(2030, 3, 1, 0, 0, 0, TimeSpan.Zero)));

    [Fact]
    public void An_authority_without_its_key_is_a_bug()
    {
        using X509Certificate2 bare = X509CertificateLoader.LoadCertificate(Identities.Devices.Anchor);
        Assert.Throws<ArgumentException>(() => DeviceCertificateIssuer.Issue(Key.ExportSubjectPublicKeyInfo(), Ueid, bare, Start, End, new byte[16]));
    }

    private static CertificateRequest Make(string name) => new(new X500DistinguishedName(name), Key, HashAlgorithmName.SHA256);

    private static CertificateRequest MakeDemanding()
    {
        CertificateRequest request = Make($"CN={Ueid}");
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(CertificateProfile.ServerAuth), new Oid(CertificateProfile.CodeSigning)], true));
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName(FleetIdentities.Host);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509Extension("2.5.29.99", [0x05, 0x00], true));
        return request;
    }

    private static X509Certificate2 Issue(ReadOnlyMemory<byte>? key = null, DateTimeOffset? start = null, DateTimeOffset? end = null, byte[]? serial = null) =>
        X509CertificateLoader.LoadCertificate(DeviceCertificateIssuer.Issue(
            (key ?? Key.ExportSubjectPublicKeyInfo()).Span, Ueid, Identities.Devices.Certificate, start ?? Start, end ?? End, serial ?? RandomNumberGenerator.GetBytes(16)));

    private static DeviceIdentity Accept(X509Certificate2 certificate)
    {
        DeviceCertificateAppraisal appraisal = DeviceCertificateVerifier.Verify(certificate.RawData, Identities.Companions, Identities.HubAnchors, Fleet.Now);
        Verdicts.AssertTrusted(appraisal.Verdict);
        return appraisal.Device!;
    }

    private static FormatFault AssertRefused(byte[] request, Reason? reason = null)
    {
        Assert.False(DeviceCertificateIssuer.ReadRequest(request, Ueid).TryGet(out _, out FormatFault? fault));
        Assert.Equal(reason ?? EnrolmentReasons.RequestRefused, fault.Reason);
        return fault;
    }

    private static async Task<(byte[] Request, byte[] Key)> ByOpenssl(string curve, string options)
    {
        using ScratchFolder folder = new();
        await ToolRun.Must("openssl", ["genpkey", "-algorithm", "EC", "-out", folder["key"], "-pkeyopt", .. $"ec_paramgen_curve:{curve}".Split(' ')]);
        await ToolRun.Must("openssl", ["req", "-new", "-key", folder["key"], "-outform", "DER", "-out", folder["request"], .. options.Split(' ')]);
        await ToolRun.Must("openssl", "pkey", "-in", folder["key"], "-pubout", "-outform", "DER", "-out", folder["public"]);
        return (await File.ReadAllBytesAsync(folder["request"]), await File.ReadAllBytesAsync(folder["public"]));
    }

    private static Task<ToolRun> OpensslVerify(ScratchFolder folder, X509Certificate2 certificate, string purpose) => ToolRun.Run(
        "openssl",
        "verify",
        "-x509_strict",
        "-purpose",
        purpose,
        "-attime",
        $"{SampleEvidence.IssuedAt.ToUnixTimeSeconds()}",
        "-CAfile",
        folder.Write("root.pem", Encoding.ASCII.GetBytes(SigningAuthority.CertificatePem(Identities.Hub.Certificate))),
        "-untrusted",
        folder.Write("authority.pem", Encoding.ASCII.GetBytes(SigningAuthority.CertificatePem(Identities.Devices.Certificate))),
        folder.Write("device.pem", Encoding.ASCII.GetBytes(SigningAuthority.CertificatePem(certificate))));
}
