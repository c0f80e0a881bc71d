using System.CommandLine;
using System.Globalization;
using MLSecOps.Cli.Grammar;
using MLSecOps.Cli.Hub;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Hub;

namespace MLSecOps.Cli.Commands;

/// <summary><c>mlsec rollout status</c>: where a rollout stands, device by device; without a number, all of them.</summary>
internal sealed class RolloutStatusCommand : Verb
{
    private static readonly TimeSpan MostWait = TimeSpan.FromDays(1);

    private readonly Argument<string?> _id = new("ID") { Description = "number of the rollout; without it, all are listed", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string> _wait = Flags.Wait();
    private readonly HubFlags _hub = new();

    public RolloutStatusCommand()
        : base("status", "show which devices run the release of a rollout", Schemas.RolloutStatus)
    {
        Add(_id);
        Add(_wait);
        _hub.AddTo(this);
    }

    public override IReadOnlyList<string> Examples { get; } = ["mlsec rollout status", "mlsec rollout status 7 --wait 60s"];

    public override async Task<Outcome> RunAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        string? text = invocation.Line.GetValue(_id);
        TimeSpan wait = invocation.Duration(_wait, TimeSpan.Zero, MostWait) ?? TimeSpan.Zero;
        long id = 0;
        if (text is null ? invocation.Text(_wait) is not null : !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out id) || id == 0)
        {
            throw invocation.Usage(text is null ? "--wait needs the number of a rollout" : $"ID must be the number of a rollout, not \"{text}\"");
        }

        using HubClient hub = _hub.Open(invocation);
        return text is null ? await ListAsync(hub, cancellationToken) : await ShowAsync(hub, id, wait, cancellationToken);
    }

    private async Task<Outcome> ListAsync(HubClient hub, CancellationToken cancellationToken)
    {
        HubRollouts all = await hub.GetAsync(HubRoutes.Rollouts, HubJson.Default.HubRollouts, cancellationToken);
        return new Outcome(new RolloutDocument { Schema = Schema, Ok = true, Hub = hub.Name, Rollouts = all.Rollouts }, [.. RolloutLines.Of(all.Rollouts)]);
    }

    private async Task<Outcome> ShowAsync(HubClient hub, long id, TimeSpan wait, CancellationToken cancellationToken)
    {
        string path = $"{HubRoutes.Rollouts}/{id.ToString(CultureInfo.InvariantCulture)}";
        HubRollout rollout = await Polling.UntilAsync(
            async () =>
            {
                HubRollout newest = await hub.GetAsync(path, HubJson.Default.HubRollout, cancellationToken);
                return (newest, RolloutLines.IsFinal(newest));
            },
            wait,
            hub.Time,
            cancellationToken);
        RolloutDocument document = new() { Schema = Schema, Ok = true, Hub = hub.Name, Rollout = rollout };
        Line[] lines = [.. RolloutLines.Of(rollout)];
        return RolloutLines.Judge(rollout) is { } failure ? Outcome.Failed(document, lines, failure) : new Outcome(document, lines);
    }
}
