using System.Text;
using System.Text.Json;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Documents;
using MLSecOps.TestKit;
using MLSecOps.Trust.Certificates;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Timestamps;

namespace MLSecOps.Trust.Tests.Timestamps;

/// <summary>The time-stamps of the Sigstore conformance suite: each token judged over its bundle's signature and with its case's authorities; the reference page is made from it.</summary>
public sealed class SigstoreTimestampTests
{
    private const string Proven = "proven";

    // What the cases' own notes say about the time-stamp; a case that fails for another reason has an honest one.
    private static readonly Dictionary<string, string> Expected = new()
    {
        ["rekor2-timestamp-payload-mismatch_fail"] = "TIMESTAMP_IMPRINT_MISMATCH",
        ["rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail"] = "TIMESTAMP_UNTRUSTED",
        ["rekor2-timestamp-untrusted-tsa-without-embedded-cert_fail"] = "TIMESTAMP_UNTRUSTED",
        ["rekor2-timestamp-outside-tsa-cert-validity_fail"] = "TIMESTAMP_MALFORMED",
        ["rekor2-timestamp-with-incorrect-time_fail"] = Proven,
        ["rekor2-timestamp-with-embedded-cert"] = Proven,
        ["rekor2-timestamp-without-embedded-cert"] = Proven,
        ["rekor2-timestamp-with-expired-cert-chain"] = Proven,
        ["trust-root-tsa-validity-end-inclusive"] = Proven,
        ["rekor2-happy-path"] = Proven,
        ["rekor2-dsse-happy-path"] = Proven,
    };

    [Fact]
    public void EachTokenHasItsVerdict()
    {
        string? folder = SharedVectors.Find("signing/sigstore-conformance/test/assets/bundle-verify");
        Assert.SkipWhen(folder is null, SharedVectors.Absent);
        StringBuilder page = new();
        page.Append("# RFC 3161 time-stamps of the Sigstore conformance suite: our verdicts\n\n<!-- Made by SigstoreTimestampTests; UPDATE_GOLDEN=1 tests/run SigstoreTimestamp writes it again. -->\n\n");
        page.Append("Each token is judged over the raw signature of its bundle, with the time-stamp authorities of its case's trusted root as anchors (none where the case has no root of its own).\n");
        page.Append("Cases that fail for what is not the time-stamp (log, checkpoint, entry) carry an honest token. The last column is what the token proves about the signing certificate.\n\n");
        page.Append("Not ours: a trusted root's own validity period for an authority (`rekor2-timestamp-outside-trust-root-tsa-validity_fail`). Here an anchor that no longer counts is taken out of the trust file.\n\n");
        page.Append("| case | time-stamp | signing certificate then |\n|---|---|---|\n");
        int tokens = 0;
        Dictionary<string, string> verdicts = [];
        foreach (string path in Directory.EnumerateDirectories(folder!).Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileName(path);
            if (Bundle(path) is not { } bundle || Tokens(bundle) is not { Count: > 0 } responses)
            {
                continue;
            }

            foreach (byte[] response in responses)
            {
                tokens++;
                (string verdict, string then) = Judge(response, bundle, Authorities(path));
                verdicts[name] = verdict;
                page.Append($"| {name} | {verdict} | {then} |\n");
                // No case that must pass may be refused for its time-stamp, where its authority is known.
                Assert.True(name.EndsWith("_fail", StringComparison.Ordinal) || verdict == Proven || Authorities(path).Count == 0, $"{name}: {verdict}");
                // Every case that fails by its time-stamp fails by the token, or by the certificate's validity at the proven time.
                bool about = name.Contains("timestamp", StringComparison.Ordinal) && name.EndsWith("_fail", StringComparison.Ordinal);
                Assert.True(!about || verdict != Proven || then != "valid" || name == "rekor2-timestamp-outside-trust-root-tsa-validity_fail", $"{name}: {verdict}, {then}");
            }
        }

        Assert.Equal(33, tokens);
        foreach ((string name, string verdict) in Expected)
        {
            Assert.Equal($"{name}: {verdict}", $"{name}: {verdicts[name]}");
        }

        ReferencePage.Matches("rfc3161-cases.md", page.ToString());
    }

    private static (string Verdict, string Then) Judge(byte[] response, JsonElement bundle, IReadOnlyList<ReadOnlyMemory<byte>> authorities)
    {
        if (!TimestampResponse.Token(response).TryGet(out ReadOnlyMemory<byte> token, out FormatFault? fault))
        {
            return (fault.Reason.Code, "");
        }

        CheckList checks = new();
        RolePolicy policy = new([]) { TimestampAnchors = authorities };
        VerificationTime now = new(SamplePackage.Now, TimeOrigin.Clock);
        DateTimeOffset? time = TimestampVerifier.Verify(token, SignatureOf(bundle), [], policy, now, checks, "signer");
        return time is { } proven ? (Proven, CertificateAt(bundle, proven)) : (checks.FirstFailure!.Code, "");
    }

    private static string CertificateAt(JsonElement bundle, DateTimeOffset time)
    {
        JsonElement material = bundle.GetProperty("verificationMaterial");
        string? raw = material.TryGetProperty("certificate", out JsonElement one) ? one.GetProperty("rawBytes").GetString()
            : material.TryGetProperty("x509CertificateChain", out JsonElement chain) ? chain.GetProperty("certificates")[0].GetProperty("rawBytes").GetString()
            : null;
        if (raw is null || !CertificateParser.Parse(Convert.FromBase64String(raw)).TryGet(out SignerCertificate? certificate, out _))
        {
            return "no certificate";
        }

        return new VerificationTime(time, TimeOrigin.Argument).Judge(certificate.NotBefore, certificate.NotAfter) switch
        {
            Validity.Valid => "valid",
            Validity.NotYet => "not yet valid",
            _ => "expired",
        };
    }

    private static JsonElement? Bundle(string folder)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "bundle.sigstore.json")));
            return document.RootElement.Clone();
        }
        catch (Exception none) when (none is JsonException or FileNotFoundException)
        {
            return null;
        }
    }

    private static List<byte[]> Tokens(JsonElement bundle) =>
        bundle.TryGetProperty("verificationMaterial", out JsonElement material)
        && material.TryGetProperty("timestampVerificationData", out JsonElement data) && data.ValueKind == JsonValueKind.Object
        && data.TryGetProperty("rfc3161Timestamps", out JsonElement stamps)
            ? [.. stamps.EnumerateArray().Select(stamp => Convert.FromBase64String(stamp.GetProperty("signedTimestamp").GetString()!.Replace("\n", "", StringComparison.Ordinal)))]
            : [];

    private static byte[] SignatureOf(JsonElement bundle) => Convert.FromBase64String((bundle.TryGetProperty("dsseEnvelope", out JsonElement envelope)
        ? envelope.GetProperty("signatures")[0].GetProperty("sig")
        : bundle.GetProperty("messageSignature").GetProperty("signature")).GetString()!);

    private static List<ReadOnlyMemory<byte>> Authorities(string folder)
    {
        string file = Path.Combine(folder, "trusted_root.json");
        if (!File.Exists(file))
        {
            return [];
        }

        using JsonDocument root = JsonDocument.Parse(File.ReadAllBytes(file));
        return
        [
            .. root.RootElement.GetProperty("timestampAuthorities").EnumerateArray()
                .SelectMany(authority => authority.GetProperty("certChain").GetProperty("certificates").EnumerateArray())
                .Select(certificate => (ReadOnlyMemory<byte>)Convert.FromBase64String(certificate.GetProperty("rawBytes").GetString()!)),
        ];
    }
}
