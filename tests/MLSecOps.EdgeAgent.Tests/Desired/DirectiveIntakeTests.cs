using System.Security.Cryptography.X509Certificates;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Desired;
using MLSecOps.EdgeAgent.Tests.Hub;
using MLSecOps.Formats.Directives;
using MLSecOps.Formats.Eat;
using MLSecOps.TestKit;

namespace MLSecOps.EdgeAgent.Tests.Desired;

/// <summary>Which directives are put in force, and which are not, and why.</summary>
public sealed class DirectiveIntakeTests : IDisposable
{
    private readonly TestHub _hub = new();
    private readonly Ueid _ueid = TestHub.NewUeid();
    private readonly List<Directive> _inForce = [];

    public void Dispose() => _hub.Dispose();

    [Fact]
    public void A_directive_for_this_device_is_put_in_force_once()
    {
        DirectiveIntake intake = Intake();
        byte[] message = _hub.Sign(Directive(1));

        Assert.Null(intake.Receive(message, _ueid));
        Assert.Null(intake.Receive(message, _ueid));

        Assert.Equal(1, Assert.Single(_inForce).Sequence);
        Assert.Contains("sequence 1 for device:", _hub.JournalText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("forged", "CHAIN_UNTRUSTED")]
    [InlineData("changed after signing", "SIGNATURE")]
    [InlineData("signed by the hub", "CHAIN_UNTRUSTED")]
    [InlineData("another device", "DIRECTIVE_OTHER_DEVICE")]
    [InlineData("a group that it is not in", "DIRECTIVE_OTHER_DEVICE")]
    [InlineData("another fleet", "DIRECTIVE_OTHER_FLEET")]
    [InlineData("older", "DIRECTIVE_SEQUENCE_OLDER")]
    [InlineData("another under the same number", "DIRECTIVE_SEQUENCE_REUSED")]
    [InlineData("expired", "DIRECTIVE_EXPIRED")]
    [InlineData("of the future", "DIRECTIVE_NOT_YET_ISSUED")]
    [InlineData("not of the form", "CBOR_MALFORMED")]
    [RedTeam("G4", "Steers a device with directives that are forged, changed, old, of the future, for others, or signed by the hub's own anchor", typeof(DirectiveIntake), "SIGNER_CHAIN_UNTRUSTED", "SIGNATURE_DIGEST_MISMATCH", "DIRECTIVE_OTHER_DEVICE", "DIRECTIVE_OTHER_FLEET", "DIRECTIVE_SEQUENCE_OLDER", "DIRECTIVE_SEQUENCE_REUSED", "DIRECTIVE_EXPIRED", "DIRECTIVE_NOT_YET_ISSUED", "CBOR_MALFORMED")]
    public void A_directive_that_does_not_count_changes_nothing(string what, string code)
    {
        DirectiveIntake intake = Intake();
        Assert.Null(intake.Receive(_hub.Sign(Directive(5)), _ueid));
        using X509Certificate2 forger = SigningAuthority.Create("Forger", TestHub.Dated([])).Issue("Test Director", TestHub.Dated([CertificateProfile.CodeSigning]));
        byte[] message = what switch
        {
            "forged" => _hub.Sign(Directive(6), forger),
            "changed after signing" => Change(_hub.Sign(Directive(6))),
            "signed by the hub" => _hub.Sign(Directive(6), _hub.Root.Issue("Test Director", TestHub.Dated([CertificateProfile.CodeSigning]))),
            "another device" => _hub.Sign(Directive(6) with { Scope = new DirectiveScope.Device(TestHub.NewUeid()) }),
            "a group that it is not in" => _hub.Sign(Directive(6) with { Scope = new DirectiveScope.Group("cameras") }),
            "another fleet" => _hub.Sign(Directive(6) with { Fleet = "others" }),
            "older" => _hub.Sign(Directive(4)),
            "another under the same number" => _hub.Sign(Directive(5) with { Hold = true }),
            "expired" => _hub.Sign(Directive(6) with { Issued = TestHub.Now.AddDays(-9), Expires = TestHub.Now.AddDays(-8) }),
            "of the future" => _hub.Sign(Directive(6) with { Issued = TestHub.Now.AddDays(8), Expires = TestHub.Now.AddDays(9) }),
            _ => [0x82, 0x41],
        };

        Assert.Contains(code, intake.Receive(message, _ueid)!.Reason.Code, StringComparison.Ordinal);

        Assert.Equal(5, Assert.Single(_inForce).Sequence);
    }

    [Fact]
    [RedTeam("G4", "Restarts a device and replays an older directive", typeof(DirectiveIntake), "DIRECTIVE_SEQUENCE_OLDER")]
    public void Sequences_do_not_go_back_over_a_restart()
    {
        Assert.Null(Intake().Receive(_hub.Sign(Directive(5)), _ueid));
        DirectiveIntake restarted = Intake();

        Assert.Equal("DIRECTIVE_SEQUENCE_OLDER", restarted.Receive(_hub.Sign(Directive(4)), _ueid)!.Reason.Code);
        Assert.Single(_inForce);
        // The one in force comes again with every connection.
        Assert.Null(restarted.Receive(_hub.Sign(Directive(6)), _ueid));
        Assert.Equal(6, _inForce[^1].Sequence);
    }

    [Fact]
    [RedTeam("G4", "Fills the disk, so that a directive leaves no memory and can be replayed", typeof(DirectiveIntake), "STORE_FAILED")]
    public void A_directive_that_cannot_be_remembered_is_not_acted_on()
    {
        DirectiveIntake intake = new(_hub.Trust, _hub.Keeper("absent"), (directive, _) => _inForce.Add(directive), _hub.Log);

        Assert.Equal("STORE_FAILED", intake.Receive(_hub.Sign(Directive(1)), _ueid)!.Reason.Code);

        Assert.Empty(_inForce);
    }

    private static byte[] Change(byte[] message)
    {
        int at = message.AsSpan().IndexOf("\"sequence\":6"u8);
        message[at + "\"sequence\":".Length] = (byte)'7';
        return message;
    }

    private DirectiveIntake Intake() => new(
        _hub.Trust, _hub.Keeper(), (directive, _) => _inForce.Add(directive), _hub.Log);

    private Directive Directive(long sequence) => new(
        TestHub.Fleet, new DirectiveScope.Device(_ueid), sequence, TestHub.Now.AddMinutes(-1), TestHub.Now.AddDays(1), false,
        [new DesiredRelease("vision", new ReleaseId(7, Sha256Digest.Of("m"u8)), 1000, ["https://hub.example/p"])]);
}
