using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.TestKit;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Revocation;
using MLSecOps.Trust.State;

namespace MLSecOps.Trust.Tests.Revocation;

/// <summary>Numbers of revocation lists over time: what a machine has accepted, or a bulletin demands, is not undercut.</summary>
public sealed class RevocationIntakeTests
{
    private static readonly SigningAuthority Root = SigningAuthority.Create("Listing Root");
    private static readonly Sha256Digest RootKey = Sha256Digest.Of(Root.Certificate.PublicKey.ExportSubjectPublicKeyInfo());

    [Fact]
    public void A_list_of_an_anchor_is_remembered_with_its_number_and_date()
    {
        (TrustState state, Reason? refusal) = Accept(new CrlForge(Root.Certificate) { Number = 7 }.Build(), TrustState.Initial);
        Assert.Null(refusal);
        Assert.Equal(CrlNumber.Of(7), state.CrlNumbers[RootKey]);
        Assert.Equal(SamplePackage.Now.AddDays(-1), state.Time.Sources[TimeSource.Crl]);
        Assert.Same(state, Accept(new CrlForge(Root.Certificate) { Number = 7 }.Build(), state).State);
    }

    [Fact]
    [RedTeam("G4", "Puts an older revocation list in the place of the newer one", typeof(RevocationIntake), "CRL_ROLLED_BACK")]
    public void Numbers_do_not_go_back()
    {
        TrustState state = Accept(new CrlForge(Root.Certificate) { Number = 7 }.Build(), TrustState.Initial).State;
        (TrustState after, Reason? refusal) = Accept(new CrlForge(Root.Certificate) { Number = 6 }.Build(), state);
        Assert.Equal(RevocationReasons.RolledBack, refusal);
        Assert.Same(state, after);
    }

    [Fact]
    public void Lists_that_nobody_known_signed_move_nothing()
    {
        SigningAuthority twin = SigningAuthority.Create("Listing Root");
        Assert.Equal((TrustState.Initial, RevocationReasons.SignatureInvalid), Accept(new CrlForge(twin.Certificate) { Number = 99 }.Build(), TrustState.Initial));
        SigningAuthority other = SigningAuthority.Create("Another Root");
        Assert.Equal((TrustState.Initial, null), Accept(new CrlForge(other.Certificate) { Number = 99 }.Build(), TrustState.Initial));
        Assert.Equal((TrustState.Initial, RevocationReasons.Malformed), Accept(new byte[] { 0x30, 0 }, TrustState.Initial));
        Assert.Equal((TrustState.Initial, RevocationReasons.NotYetValid), Accept(new CrlForge(Root.Certificate) { ThisUpdate = SamplePackage.Now.AddDays(2) }.Build(), TrustState.Initial));
    }

    [Fact]
    [RedTeam("G4", "Removes the revocation list that revokes the signer, or puts one from before in its place", typeof(RevocationCheck), "CRL_BELOW_LEAST")]
    public void A_number_that_was_accepted_or_demanded_is_demanded_ever_after()
    {
        byte[] document = """{"a":1}"""u8.ToArray();
        byte[] cms = SamplePackage.Ok(DocumentSigner.Sign(document, Root.Issue(), [], SamplePackage.Now)).ToArray();
        TrustVerdict Judge(CrlNumber least, params int[] numbers) => DocumentVerifier.Verify(
            document,
            cms,
            new RolePolicy([Root.Anchor])
            {
                Revocation = new RevocationPolicy([.. numbers.Select(number => (ReadOnlyMemory<byte>)new CrlForge(Root.Certificate) { Number = number }.Build())], false)
                {
                    LeastNumbers = new Dictionary<Sha256Digest, CrlNumber> { [RootKey] = least },
                },
            },
            SamplePackage.Time).Verdict;
        Verdicts.AssertTrusted(Judge(CrlNumber.Of(7), 7));
        Verdicts.AssertTrusted(Judge(CrlNumber.Of(7), 6, 8));
        Verdicts.AssertRejected(RevocationReasons.BelowLeast, Judge(CrlNumber.Of(7), 6));
        Verdicts.AssertRejected(RevocationReasons.BelowLeast, Judge(CrlNumber.Of(7)));
        Verdicts.AssertRejected(RevocationReasons.BelowLeast, Judge(CrlNumber.Of([1, .. new byte[19]]), 7));
    }

    [Fact]
    public void Numbers_are_ordered_as_numbers()
    {
        CrlNumber[] rising = [default, CrlNumber.Of(1), CrlNumber.Of(9), CrlNumber.Of(16), CrlNumber.Of(255), CrlNumber.Of(256), CrlNumber.Of(long.MaxValue), CrlNumber.Of([1, .. new byte[19]])];
        Assert.Equal(rising, rising.Reverse().Order());
        Assert.Equal(CrlNumber.Of(0), CrlNumber.Of([0, 0]));
        Assert.Equal(CrlNumber.Of(256), CrlNumber.Of([0, 1, 0]));
        Assert.All(rising, number => Assert.Equal(number, CrlNumber.TryParse(number.ToString())));
        Assert.All(new[] { "", "0x", "1", "0x00", "0x01", "0xA", "0x-1", "0x" + new string('f', 41) }, text => Assert.Null(CrlNumber.TryParse(text)));
    }

    private static (TrustState State, Reason? Refusal) Accept(ReadOnlyMemory<byte> list, TrustState state) => RevocationIntake.Accept(list, [Root.Anchor], state, SamplePackage.Time);
}
