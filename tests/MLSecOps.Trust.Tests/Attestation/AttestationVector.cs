using System.Formats.Asn1;
using System.Security.Cryptography.X509Certificates;
using System.Text;

using MLSecOps.Formats.Tests.Eat;
using MLSecOps.TestKit;

namespace MLSecOps.Trust.Tests.Attestation;

/// <summary>A file of the collection, and the bytes of the message that it stands for.</summary>
/// <param name="Name">Path below the folder of attestation vectors.</param>
/// <param name="Content">The file.</param>
internal sealed record AttestationVector(string Name, byte[] Content)
{
    private static readonly string[] Folders =
    [
        "eat-rfc9711", "ear-draft", "measured-component", "corim-draft", "psa-rfc9783", "veraison-psatoken", "veraison-corim", "veraison-ear", "veraison-cmw", "veraison-services",
    ];

    /// <summary>All of them, in order; empty where the collection is absent.</summary>
    public static IEnumerable<AttestationVector> All =>
        SharedVectors.Find("attestation") is not { } root ? []
        : Folders.SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*", SearchOption.AllDirectories))
            .Select(file => new AttestationVector(Path.GetRelativePath(root, file), File.ReadAllBytes(file)))
            .OrderBy(vector => vector.Name, StringComparer.Ordinal);

    /// <summary>What is read: the bytes of diagnostic notation and hexadecimal, the extension of a certificate, a result around its submodules; else the file.</summary>
    /// <exception cref="FormatException">A template.</exception>
    public byte[] Message()
    {
        string text = Encoding.UTF8.GetString(Content);
        return Name.Contains(".diag", StringComparison.Ordinal) && !Name.Contains("-json-", StringComparison.Ordinal) ? DiagnosticNotation.ToCbor(text)
            : Name.EndsWith(".diag.in", StringComparison.Ordinal) ? throw new FormatException("a content format is left open")
            : Name.EndsWith(".hex", StringComparison.Ordinal) ? Convert.FromHexString(string.Concat(text.Where(c => !char.IsWhiteSpace(c))))
            : Name.EndsWith(".der", StringComparison.Ordinal) ? Extension()
            : Name.Contains("/results/", StringComparison.Ordinal)
                ? Encoding.UTF8.GetBytes($$"""{"eat_profile":"tag:github.com,2023:veraison/ear","iat":1,"ear.verifier-id":{"developer":"d","build":"b"},"submods":{{text}}}""")
            : Content;
    }

    // id-pe-cmw (RFC 9999, 6): CHOICE { json UTF8String, cbor OCTET STRING }.
    private byte[] Extension()
    {
        using X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(Content);
        AsnReader reader = new(certificate.Extensions["1.3.6.1.5.5.7.1.35"]!.RawData, AsnEncodingRules.DER);
        return reader.PeekTag().HasSameClassAndValue(Asn1Tag.PrimitiveOctetString) ? reader.ReadOctetString() : Encoding.UTF8.GetBytes(reader.ReadCharacterString(UniversalTagNumber.UTF8String));
    }
}
