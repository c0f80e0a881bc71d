using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Attestation;
using MLSecOps.TestKit;
using MLSecOps.Trust.Attestation;

namespace MLSecOps.Trust.Tests.Attestation;

/// <summary>Every file of the collections of EAT, EAR, PSA, CoRIM, measured-component and CMW; the reference page is made from what becomes of them.</summary>
public sealed class AttestationVectorTests
{
    // SOURCES.md of the collection: message and key.
    private static readonly Dictionary<string, string> Signed = new()
    {
        ["psa-rfc9783/cddl/example/psa-sign1.cbor"] = "psa-rfc9783-tfm-es-iak.pub.jwk",
        ["veraison-psatoken/testvectors/tf-m/psa-2_0_0_sign1.bin"] = "public.pem",
        ["veraison-psatoken/testvectors/tf-m/psa-iot-1_sign1.bin"] = "public.pem",
        ["veraison-services/end-to-end/input/psa-evidence.cbor"] = "veraison-services-end-to-end-ec-p256.pub.jwk",
        ["veraison-corim/corim/testcases/signed-good-corim.cbor"] = "veraison-corim-ec-p256.pub.jwk",
        ["veraison-corim/corim/testcases/signed-example-corim.cbor"] = "veraison-corim-ec-p256.pub.jwk",
        ["veraison-corim/corim/testcases/signed-corim-with-extensions.cbor"] = "veraison-corim-ec-p256.pub.jwk",
    };

    [Fact]
    public void Every_vector_is_read_or_refused_as_its_source_says()
    {
        AttestationVector[] vectors = [.. AttestationVector.All];
        Assert.SkipWhen(SharedVectors.Find("attestation") is null, SharedVectors.Absent);
        Assert.NotEmpty(vectors);
        StringBuilder page = new();
        page.Append("# Attestation messages of others: what we say\n\n<!-- Made by AttestationVectorTests; UPDATE_GOLDEN=1 tests/run AttestationVector writes it again. -->\n\n");
        page.Append("`mlsec attest show FILE --public-key KEY` over the public examples and test vectors of EAT, EAR, measured-component, CoRIM, PSA, CMW and Veraison. ");
        page.Append("Diagnostic notation and hexadecimal are turned into bytes first; of the two certificates the CMW extension is read.\n\n");
        page.Append("Legal spellings that our own messages never have, indefinite lengths and longer numbers than needed, are read and noted. ");
        page.Append("What a scheme of a verifier asks beyond the format (a class of its own in a CoRIM, a known instance) is not judged here.\n\n");
        page.Append("| file | its source says | we say |\n|---|---|---|\n");
        int verified = 0;
        foreach (AttestationVector vector in vectors)
        {
            SourceStatement statement = SourceStatement.Of(vector.Name);
            string ours = Judge(vector, statement.Expected);
            verified += ours.Contains("signed by", StringComparison.Ordinal) ? 1 : 0;
            page.Append($"| {vector.Name} | {statement.Says} | {ours} |\n");
        }

        Assert.True(verified >= Signed.Count, $"{verified} signatures verified");
        ReferencePage.Matches("attestation-cases.md", page.ToString());
    }

    /// <summary>One verdict of Veraison each: status and vector are those of the golden file.</summary>
    [Fact]
    public void Results_of_another_verifier_are_read_as_they_are()
    {
        int read = 0;
        foreach (AttestationVector vector in AttestationVector.All.Where(vector => vector.Name.Contains("/results/", StringComparison.Ordinal)))
        {
            Dictionary<string, string> said = Read(vector.Message()).Claims.ToDictionary(claim => claim.Path, claim => claim.Value);
            using JsonDocument golden = JsonDocument.Parse(vector.Content);
            foreach (JsonProperty part in golden.RootElement.EnumerateObject())
            {
                Assert.Equal(part.Value.GetProperty("ear.status").GetString(), said[$"submods/{part.Name}/ear_status"]);
                foreach (JsonProperty aspect in part.Value.GetProperty("ear.trustworthiness-vector").EnumerateObject())
                {
                    Assert.StartsWith($"{aspect.Value.GetInt32()} (", said[$"submods/{part.Name}/ear_trustworthiness_vector/{aspect.Name}"], StringComparison.Ordinal);
                    read++;
                }
            }
        }

        Assert.True(read > 100 || SharedVectors.Find("attestation") is null, $"{read} values");
    }

    public static TheoryData<string> SignedNames => [.. Signed.Keys];

    [Theory]
    [MemberData(nameof(SignedNames))]
    public async Task Signatures_of_others_verify_here_and_by_openssl(string name)
    {
        string? root = SharedVectors.Find("attestation");
        Assert.SkipWhen(root is null, SharedVectors.Absent);
        byte[] message = File.ReadAllBytes(Path.Combine(root!, name));
        ReadOnlyMemory<byte> key = Keys(root!).Single(each => each.Name == Signed[name]).Info;
        Verdicts.AssertTrusted(AttestationSignatures.Verify(Read(message), key));
        Assert.Equal(EvidenceReasons.CoseSignatureInvalid, AttestationSignatures.Verify(Read(message), Keys(root!).First(each => each.Name != Signed[name]).Info).Refusal);

        // A changed bit is another message, or none.
        for (int bit = 0; bit < message.Length * 8; bit += 5)
        {
            byte[] flipped = [.. message];
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(AttestationReader.Read(flipped).TryGet(out AttestationMessage? other, out _) && AttestationSignatures.Verify(other, key) is TrustVerdict.Trusted, $"bit {bit}");
        }

        Assert.SkipUnless(ToolRun.Exists("python3") && ToolRun.Exists("openssl"), "python3 or openssl is not installed");
        using ScratchFolder folder = new();
        string pem = folder.Write("key.pem", Encoding.ASCII.GetBytes(PemEncoding.WriteString("PUBLIC KEY", key.Span)));
        Assert.NotEmpty(await ToolRun.Must("python3", DecoderScript.Path, "any", Path.Combine(root!, name), pem));
        message[^1] ^= 1;
        Assert.Equal(1, (await ToolRun.Run("python3", DecoderScript.Path, "any", folder.Write("forged.cbor", message), pem)).ExitCode);
    }

    private static string Judge(AttestationVector vector, Expectation expected)
    {
        byte[] message;
        try
        {
            message = vector.Message();
        }
        catch (FormatException open)
        {
            Assert.True(expected == Expectation.Template, $"{vector.Name}: {open.Message}");
            return "no bytes";
        }

        Assert.NotEqual(Expectation.Template, expected);
        if (!AttestationReader.Read(message).TryGet(out AttestationMessage? read, out FormatFault? fault))
        {
            Assert.True(expected is Expectation.Refused or Expectation.None, $"{vector.Name}: {fault}");
            return expected == Expectation.None ? "none that is known" : $"{fault.Reason.Code} at {fault.Offset}: {fault.Expected}{(fault.Found is null ? "" : $", found {fault.Found}")}";
        }

        Assert.True(expected == Expectation.Read, $"{vector.Name} is read as {read.Kind}");
        List<string> said = [read.Kind];
        foreach (SignedContent signed in read.Signed.Where(signed => signed.Outermost))
        {
            // One key lies in the collection under several names.
            string[] fits = [.. Keys(SharedVectors.Find("attestation")!).Where(key => AttestationSignatures.Verify(read, key.Info) is TrustVerdict.Trusted).Select(key => key.Name)];
            Assert.True(!Signed.TryGetValue(vector.Name, out string? signer) || fits.Contains(signer), $"{vector.Name} is not signed by {signer}");
            said.Add(fits.Length > 0 ? $"signed by {signer ?? fits[0]}" : $"{signed.Algorithm}, by no key of the collection");
        }

        return string.Join("; ", said.Concat(read.Notes).Distinct());
    }

    private static IEnumerable<(string Name, ReadOnlyMemory<byte> Info)> Keys(string root) =>
        Directory.EnumerateFiles(Path.Combine(root, "keys-public")).Order(StringComparer.Ordinal).Append(Path.Combine(root, "veraison-psatoken/testvectors/tf-m/public.pem"))
            .Select(file => (Path.GetFileName(file), PublicKeyText.Read(File.ReadAllBytes(file)) ?? throw new InvalidOperationException(file)));

    private static AttestationMessage Read(byte[] message) => AttestationReader.Read(message).Match(read => read, fault => throw new InvalidOperationException($"{fault}"));
}
