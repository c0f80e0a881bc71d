namespace MLSecOps.Trust.Tests.Attestation;

/// <summary>What the source of a vector says about it, by the names and notes of its repository.</summary>
/// <param name="Expected">Whether it must be read, refused, or is no message at all.</param>
/// <param name="Says">The same in words, as the page has it.</param>
internal sealed record SourceStatement(Expectation Expected, string Says)
{
    private const string Eat = "eat-rfc9711/", Psa = "veraison-psatoken/testvectors/json/";

    // The first that fits. What is at odds with a source's own word has its reason here, and nowhere else.
    private static readonly (Func<string, bool> Fits, Expectation Expected, string Says)[] Table =
    [
        (Is(Eat + "cddl/Example-Payloads/submods.diag"), Expectation.Refused, "example; its first submodule has a name under 271, which RFC 9711, 4.2.7 gives to an array"),
        (Is(Eat + "cddl/Example-Payloads/simple.json"), Expectation.Refused, "example; swversion is text, and RFC 9711, 4.2.7 asks for an array"),
        (Is(Psa + "test-boot-seed-invalid-missing.json"), Expectation.Read, "invalid as profile 1; it names profile 2.0.0, where the boot seed is optional (RFC 9783, 4.3.2)"),
        (Is(Psa + "test-profile-invalid-missing.json"), Expectation.Read, "invalid as profile 2.0.0; without a profile it is one of profile 1"),
        (Is(Psa + "test-profile-valid-missing.json"), Expectation.Read, "valid: no profile means profile 1"),
        (Has("/FAIL_"), Expectation.Refused, "invalid"),
        (Has("/GOOD_"), Expectation.Read, "valid"),
        (path => path.StartsWith(Psa, StringComparison.Ordinal) && (Has("-invalid")(path) || Has("-missing")(path) || Has("-empty")(path)), Expectation.Refused, "invalid"),
        (Has("MissingMandatoryNonce"), Expectation.Refused, "invalid: no nonce"),
        (Has("InvalidMultiNonce"), Expectation.Refused, "invalid: two nonces"),
        (Has("-ko.json"), Expectation.Refused, "invalid"),
        (Has("psa.missingclaims"), Expectation.Refused, "lacks required claims"),
        (Has("psa.multinonce"), Expectation.Refused, "two nonces"),
        (Has("psa-claims-profile-2-without-nonce"), Expectation.Refused, "lacks the nonce, which the end-to-end test adds"),
        (Has(".tmpl"), Expectation.Template, "template: parts are left open"),
        (Has(".diag.in"), Expectation.Template, "template: content formats are left open"),
        (Has("cmw-corim-collection"), Expectation.Template, "template: content formats are left open"),
        (Has("intrep-acs-psa-"), Expectation.Template, "not well-formed: a comma is missing"),
        (Has("intrep-rel-ae-psa"), Expectation.Template, "not well-formed: a comma is missing"),
        (Has("intrep-rel-key-1"), Expectation.Template, "not well-formed: a comma is missing"),
        (Has("/intrep-"), Expectation.None, "a verifier's internal representation"),
        (Has("protected-header-map-"), Expectation.None, "a header, part of a message"),
        (Has(".yaml"), Expectation.None, "from which another file was made"),
        (Has("public.pem"), Expectation.None, "a key"),
        (Has("parsec-tpm/test/evidence/"), Expectation.None, "TPM evidence, judged elsewhere"),
        (Has("/cca-claims"), Expectation.None, "claims for a generator of test tokens"),
        (Has("cca-evidence.json"), Expectation.None, "claims for a generator of test tokens"),
        (Has("claims/cca.good"), Expectation.None, "claims for a generator of test tokens"),
        (Has("claims/enacttrust."), Expectation.None, "claims for a generator of test tokens"),
        (Has("/evidence/basic.json"), Expectation.None, "claims for a generator of test tokens"),
        (path => path.EndsWith(".json", StringComparison.Ordinal) && (Has("/comid")(path) || Has("/corim")(path)), Expectation.None, "template of the cocli tool"),
        (Has("endorsements.json"), Expectation.None, "a verifier's internal form"),
        (Has("/extracted.json"), Expectation.None, "a verifier's internal form"),
        (Has("/ta-bad-key"), Expectation.None, "a verifier's internal form"),
        (Has("corim-psa-bad-"), Expectation.Read, "a CoRIM; the PSA scheme of Veraison refuses it"),
        (Has("-bad-"), Expectation.Read, "a CoRIM; its scheme of Veraison refuses it"),
        (Has("-badta"), Expectation.Read, "a CoRIM with a wrong trust anchor"),
        (Has("data/results/"), Expectation.Read, "submodules of a result that the hub must see as they are; read inside one"),
        (Has("bad"), Expectation.Read, "valid; the verifier knows no such instance or component"),
        (Has("valid"), Expectation.Read, "valid"),
        (Has("-ok"), Expectation.Read, "valid"),
        (_ => true, Expectation.Read, "example"),
    ];

    /// <summary>The statement about a file.</summary>
    /// <param name="path">Below the folder of attestation vectors.</param>
    public static SourceStatement Of(string path)
    {
        (Func<string, bool> _, Expectation expected, string says) = Table.First(row => row.Fits(path));
        return new SourceStatement(expected, says);
    }

    private static Func<string, bool> Is(string path) => each => each == path;

    private static Func<string, bool> Has(string part) => each => each.Contains(part, StringComparison.Ordinal);
}
