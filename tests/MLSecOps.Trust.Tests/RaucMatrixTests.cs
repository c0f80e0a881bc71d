using System.Security.Cryptography.X509Certificates;
using System.Text;

using MLSecOps.Core.Findings;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Revocation;

namespace MLSecOps.Trust.Tests;

/// <summary>RAUC's published test PKI as a matrix of chain, purpose, revocation lists and time; the reference page is made from it.</summary>
public sealed class RaucMatrixTests
{
    private static readonly string[] Chains = ["root-ca.pem", "dev-ca.pem", "rel-ca.pem", "dev-only-ca.pem", "dev-partial-ca.pem", "rel-partial-ca.pem"];
    private static readonly string[] Signers = ["r1", "a1", "a2", "cs1", "ep1", "ts1", "release-2018"];
    private static readonly (string Name, string[] Files, bool Required)[] Lists =
        [("none", [], false), ("dev", ["dev"], false), ("all, required", ["root", "rel", "dev"], true), ("dev, required", ["dev"], true)];

    private static readonly (string Name, DateTimeOffset Time)[] Times =
    [
        ("2018-06-01", new(2018, 6, 1, 0, 0, 0, TimeSpan.Zero)),
        ("2026-11-23", new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero)),
        ("2029-06-01", new(2029, 6, 1, 0, 0, 0, TimeSpan.Zero)),
    ];

    [Fact]
    public void EachCellHasItsVerdict()
    {
        string? folder = SharedVectors.Find("signing/rauc/test/openssl-ca");
        Assert.SkipWhen(folder is null, SharedVectors.Absent);
        Dictionary<(string Signer, string Chain, SignerUsage Usage, string Lists, string Time), string> cells = [];
        byte[] content = File.ReadAllBytes(Path.Combine(folder!, "manifest"));
        foreach (string signer in Signers)
        {
            byte[] cms = signer == "release-2018" ? SignByRelease2018(folder!) : File.ReadAllBytes(Path.Combine(folder!, $"manifest-{signer}.sig"));
            ReadOnlySpan<byte> signed = signer == "release-2018" ? "{}"u8 : content;
            foreach (string chain in Chains)
            {
                foreach (SignerUsage usage in Enum.GetValues<SignerUsage>())
                {
                    foreach ((string listName, string[] files, bool required) in Lists)
                    {
                        foreach ((string timeName, DateTimeOffset time) in Times)
                        {
                            RolePolicy policy = new(Anchors(Path.Combine(folder!, chain)), 1, usage)
                            {
                                Revocation = new RevocationPolicy([.. files.Select(file => List(Path.Combine(folder!, file, "crl.pem")))], required),
                            };
                            TrustVerdict verdict = DocumentVerifier.VerifyContent(signed, cms, policy, new VerificationTime(time, TimeOrigin.Argument)).Verdict;
                            cells[(signer, chain, usage, listName, timeName)] = verdict.Refusal?.Code ?? "trusted";
                        }
                    }
                }
            }
        }

        // What the vectors' own notes say, whatever the page says.
        string Cell(string signer, SignerUsage usage, string lists, string time, string chain = "root-ca.pem") => cells[(signer, chain, usage, lists, time)];
        Assert.Equal("trusted", Cell("cs1", SignerUsage.Strict, "all, required", "2026-11-23"));
        Assert.Equal("trusted", Cell("r1", SignerUsage.Oms, "all, required", "2026-11-23"));
        Assert.Equal("trusted", Cell("a1", SignerUsage.Oms, "all, required", "2026-11-23"));
        Assert.Equal("SIGNER_REVOKED", Cell("a2", SignerUsage.Oms, "all, required", "2026-11-23"));
        Assert.Equal("SIGNER_REVOKED", Cell("a2", SignerUsage.Oms, "dev", "2026-11-23"));
        Assert.Equal("trusted", Cell("a2", SignerUsage.Oms, "none", "2026-11-23"));
        Assert.Equal("SIGNER_USAGE_REFUSED", Cell("ep1", SignerUsage.Oms, "none", "2026-11-23"));
        Assert.Equal("SIGNER_USAGE_REFUSED", Cell("ts1", SignerUsage.Oms, "none", "2026-11-23"));
        Assert.Equal("trusted", Cell("release-2018", SignerUsage.Oms, "none", "2018-06-01"));
        Assert.Equal("SIGNER_EXPIRED", Cell("release-2018", SignerUsage.Oms, "none", "2026-11-23"));
        Assert.Equal("CRL_EXPIRED", Cell("a1", SignerUsage.Oms, "dev", "2029-06-01"));
        Assert.Equal("SIGNER_CHAIN_UNTRUSTED", Cell("a1", SignerUsage.Oms, "none", "2026-11-23", "dev-partial-ca.pem"));
        ReferencePage.Matches("rauc-matrix.md", Page(cells));
    }

    private static byte[] SignByRelease2018(string folder)
    {
        string name = Path.Combine(folder, "rel");
        using X509Certificate2 signer = X509Certificate2.CreateFromPemFile(Path.Combine(name, "release-2018.cert.pem"), Path.Combine(name, "private", "release-2018.pem"));
        using X509Certificate2 authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(name, "ca.cert.pem"));
        return SamplePackage.Ok(DocumentSigner.Sign("{}"u8, signer, [authority], new DateTimeOffset(2018, 6, 1, 0, 0, 0, TimeSpan.Zero))).ToArray();
    }

    private static IReadOnlyList<ReadOnlyMemory<byte>> Anchors(string file)
    {
        X509Certificate2Collection certificates = [];
        certificates.ImportFromPemFile(file);
        return [.. certificates.Select(certificate => (ReadOnlyMemory<byte>)certificate.RawData)];
    }

    private static ReadOnlyMemory<byte> List(string file)
    {
        string text = File.ReadAllText(file);
        string body = text.Split("-----BEGIN X509 CRL-----")[1].Split("-----END")[0];
        return Convert.FromBase64String(body.Replace("\n", "", StringComparison.Ordinal));
    }

    private static string Page(Dictionary<(string Signer, string Chain, SignerUsage Usage, string Lists, string Time), string> cells)
    {
        StringBuilder page = new();
        page.Append("# RAUC's test PKI: our verdicts\n\n<!-- Made by RaucMatrixTests; UPDATE_GOLDEN=1 tests/run RaucMatrix writes it again. -->\n\n");
        page.Append("Each signature of RAUC's published test PKI under each keyring, purpose, set of revocation lists and time. Rows whose three times agree are folded.\n\n");
        page.Append("The keyrings with an intermediate authority alone (`*-partial-ca.pem`) are refused: a path ends at a self-signed anchor here, or at the signer itself when that is pinned.\n");
        page.Append("`strict` wants the extended key usage codeSigning; `oms` lets it be absent. `release-2018` is signed by the test with RAUC's published key.\n\n");
        page.Append("| signature | keyring | purpose | lists | time | verdict |\n|---|---|---|---|---|---|\n");
        foreach (var row in cells.GroupBy(cell => (cell.Key.Signer, cell.Key.Chain, cell.Key.Usage, cell.Key.Lists)))
        {
            string usage = row.Key.Usage == SignerUsage.Strict ? "strict" : "oms";
            bool folded = row.Select(cell => cell.Value).Distinct().Count() == 1;
            foreach (var cell in folded ? row.Take(1) : row)
            {
                page.Append($"| {row.Key.Signer} | {row.Key.Chain} | {usage} | {row.Key.Lists} | {(folded ? "any" : cell.Key.Time)} | {cell.Value} |\n");
            }
        }

        return page.ToString();
    }
}
