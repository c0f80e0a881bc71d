using System.CommandLine;
using System.Text;
using MLSecOps.Cli.Agent;
using MLSecOps.Cli.Files;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Hub;
using MLSecOps.Cli.Output;
using MLSecOps.Configuration;
using MLSecOps.Configuration.Agent;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Varlink;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Enrolment;
using MLSecOps.Linux.Files;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec device enroll</c>: puts a token where this device's agent looks for it, and waits until the device is enrolled and connected.</summary>
internal sealed class DeviceEnrollCommand : Verb
{
    private static readonly TimeSpan Usual = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Most = TimeSpan.FromHours(1);

    // The agent looks at its token every two seconds; what it says before is about the token of before.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(5);

    private readonly Option<string> _token = new("--token") { Description = "file with the token that mlsec device token or reenroll made", HelpName = "FILE", Required = true };
    private readonly Option<string> _wait = Flags.Wait();
    private readonly Option<string> _config = Flags.Config();
    private readonly Option<string> _socket = Flags.Socket();

    public DeviceEnrollCommand()
        : base("enroll", "give this device's agent a token and wait until it is enrolled", Schemas.DeviceEnroll)
    {
        Add(_token);
        Add(_wait);
        Add(_config);
        Add(_socket);
    }

    public override IReadOnlyList<string> Examples { get; } = ["mlsec device enroll --token enrol.token", "mlsec device enroll --token enrol.token --wait 5m --json"];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        TimeSpan wait = invocation.Duration(_wait, TimeSpan.Zero, Most) ?? Usual;
        string text = Encoding.UTF8.GetString(SmallFile.Read(invocation.Text(_token)!, out _));
        if (!EnrolToken.TryParse(text, out EnrolToken? token))
        {
            throw new CommandFailure(EnrolmentReasons.TokenMalformed, $"{invocation.Text(_token)} holds no enrolment token");
        }

        AgentConfiguration configuration = AgentPlace.Configuration(invocation.Text(_config));
        string socket = invocation.Text(_socket) ?? configuration.VarlinkSocket;
        EnrollDocument document = new() { Schema = Schema, Ok = false, Socket = socket, File = configuration.TokenFile };
        TimeProvider time = invocation.Surroundings.Time;
        StatusReply before = await AgentClient.StatusAsync(socket, time, cancellationToken);
        if (before.Hub is not { } line)
        {
            throw new CommandFailure(ConfigurationReasons.Missing, "the agent has no hub: hub.url is not set");
        }

        if (line is { Connected: true, Ueid: { } known })
        {
            throw new CommandFailure(HubReasons.DeviceEnrolled, $"this device is enrolled already, as {known}, and connected") { Document = document with { Hub = line.Url, Ueid = known } };
        }

        Put(configuration, token);
        long start = time.GetTimestamp();
        HubStatus? after = await Polling.UntilAsync(
            async () =>
            {
                HubStatus? now = (await AgentClient.StatusAsync(socket, time, cancellationToken)).Hub;
                return (now, now is { Connected: true, Ueid: not null } || (IsRefusal(now?.Reason) && time.GetElapsedTime(start) >= Settling));
            },
            wait,
            time,
            cancellationToken);
        document = document with { Hub = after?.Url };
        if (after is not { Connected: true, Ueid: { } ueid })
        {
            Reason reason = ReasonCatalogue.Find(after?.Reason ?? string.Empty) ?? EnrolmentReasons.HubUnreachable;
            throw new CommandFailure(reason, $"this device is not enrolled after {Units.Print(wait)}", reason.Title) { Document = document };
        }

        return new Outcome(document with { Ok = true, Ueid = ueid }, [$"enrolled  {ueid}", $"hub       {after.Url}"]);
    }

    private static bool IsRefusal(string? code) => ReasonCatalogue.Find(code ?? string.Empty) is { Class: ReasonClass.Rejected };

    // For the agent's own user, whose folder of state it is; root's own file it could not read.
    private static void Put(AgentConfiguration configuration, EnrolToken token)
    {
        try
        {
            AtomicFile.Write(configuration.TokenFile, Encoding.ASCII.GetBytes($"{token}\n"), UnixFileMode.UserRead | UnixFileMode.UserWrite);
            FileOwner.Take(configuration.TokenFile, configuration.StateDirectory);
        }
        catch (Exception outside) when (outside is IOException or UnauthorizedAccessException)
        {
            throw new CommandFailure(CommandReasons.FileUnwritable, $"{configuration.TokenFile} cannot be written", outside.Message);
        }
    }
}
