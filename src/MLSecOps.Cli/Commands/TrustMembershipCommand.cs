using System.CommandLine;
using System.Globalization;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Formats;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Memberships;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec trust membership</c>: the groups of one device, signed by the director.</summary>
internal sealed class TrustMembershipCommand : Verb
{
    private readonly Option<string> _fleet = new("--fleet") { Description = "the device's fleet", HelpName = "NAME", Required = true };
    private readonly Option<string> _device = new("--member") { Description = "the device: 34 hexadecimal digits", HelpName = "UEID", Required = true };
    private readonly Option<string> _sequence = new("--sequence") { Description = "higher than that of every membership of the device before", HelpName = "N", Required = true };

    private readonly Option<string[]> _group = new("--group")
    {
        Description = "a group that the device is in; may be given several times (default: none)",
        HelpName = "NAME",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly DocumentWork _work = new(365);

    public TrustMembershipCommand()
        : base("membership", "sign which groups a device is in", Schemas.TrustMembership)
    {
        Add(_fleet);
        Add(_device);
        Add(_sequence);
        Add(_group);
        _work.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } =
    [
        "mlsec trust membership --fleet acme --member 0100112233445566778899aabbccddeeff --sequence 1 --group a --cert d.pem --key d.key -o m1.json",
        "mlsec trust membership --fleet acme --member 0100112233445566778899aabbccddeeff --sequence 2 --cert d.pem --key d.key -o m2.json",
    ];

    public override Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        if (!Ueid.TryParse(invocation.Text(_device), out Ueid? device))
        {
            throw invocation.Usage("--member must be a UEID of 34 lower-case hexadecimal digits that begin with 01");
        }

        if (!long.TryParse(invocation.Text(_sequence), NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) || sequence is < 1 or > Limits.Release)
        {
            throw invocation.Usage($"--sequence must be a number from 1 to {Limits.Release}");
        }

        (DateTimeOffset issued, DateTimeOffset expires) = _work.Validity(invocation);
        Membership membership = new(invocation.Text(_fleet)!, device, sequence, issued, expires, invocation.Texts(_group));
        return Task.FromResult(_work.Write(invocation, Schema, MembershipWriter.Write(membership), output => $"bring {output} and {DocumentFile.SignatureOf(output)} to the device (trust.d)"));
    }
}
