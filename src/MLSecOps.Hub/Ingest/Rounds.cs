using MLSecOps.Contracts.Telemetry;
using MLSecOps.Hub.Attest;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Identity;
using MLSecOps.Hub.Rollouts;

namespace MLSecOps.Hub.Ingest;

/// <summary>What only the passing of time shows or asks for: silence, gaps, ended connections, nonces and directives that grow old.</summary>
internal sealed class Rounds(Challenger challenger, Director? director, PendingDeaths deaths, RevocationLists lists, TimeSpan window, TimeProvider time)
{
    private DateTimeOffset _looked = DateTimeOffset.MinValue;

    /// <summary>A second passed; true when something changed that people see.</summary>
    public bool Tick(IHubTransaction database, Outbox outbox)
    {
        DateTimeOffset now = time.GetUtcNow();
        bool changed = EndConnections(database, now);
        if (challenger.TryRenewEpoch(database, out OpenChallenge epoch))
        {
            foreach (Device device in database.Devices())
            {
                outbox.Challenge(device.Ueid, epoch, now);
            }
        }

        // A clock that was put back must not stop the looks.
        if ((now - _looked).Duration() >= DetectionTime.Look)
        {
            _looked = now;
            changed |= Look(database, outbox, now);
        }

        return changed;
    }

    /// <summary>Publishes the bulletin in force, whichever it is by now: one that came later never gives way to one before. Who is out of use gets none.</summary>
    public static void PublishBulletin(IHubTransaction database, Outbox outbox)
    {
        if (database.NewestBulletin() is not { } bulletin)
        {
            return;
        }

        foreach (Device device in database.Devices().Where(device => device.Standing != DeviceStanding.Retired))
        {
            outbox.Bulletin(device.Ueid, bulletin);
        }
    }

    /// <summary>Publishes again what the broker keeps for devices.</summary>
    public void Welcome(IHubTransaction database, Outbox outbox)
    {
        // First: a release that was withdrawn is not to be begun with.
        PublishBulletin(database, outbox);
        DateTimeOffset now = time.GetUtcNow();
        challenger.TryRenewEpoch(database, out OpenChallenge epoch);
        foreach (DeviceState state in database.States())
        {
            outbox.Challenge(state.Ueid, epoch, now);
            if (database.FindDirective(state.Ueid) is { } directive)
            {
                outbox.Desired(directive);
            }

            if (state.Evidence is { } id && database.FindEvidence(id) is { } evidence)
            {
                outbox.Appraisal(state.Ueid, evidence.Appraisal);
            }
        }
    }

    private bool EndConnections(IHubTransaction database, DateTimeOffset now)
    {
        bool changed = false;
        foreach ((string ueid, long bdSeq) in deaths.Due(now))
        {
            DeviceState before = database.StateOf(ueid);
            (DeviceState state, Change? line) = ConnectionRules.Died(before, bdSeq, now);
            if (ReferenceEquals(state, before))
            {
                // Not before the database had it: a transaction that failed is made up for in the next round.
                deaths.Forget(ueid);
                continue;
            }

            database.PutState(state);
            database.Write(line);
            changed |= line is not null;
        }

        return changed;
    }

    private bool Look(IHubTransaction database, Outbox outbox, DateTimeOffset now)
    {
        bool changed = false;
        if (lists.Renew(database))
        {
            outbox.Revocations();
        }

        foreach (Device device in database.Devices().Where(device => device.Standing != DeviceStanding.Retired))
        {
            DeviceState state = database.StateOf(device.Ueid);
            StoredRecord? waiting = state.Acknowledged is { } last && database.RecordsAfter(device.Ueid, last.Epoch, last.Sequence, 1) is [StoredRecord first] ? first : null;
            FindingChanges found = SilenceAlarm.Of(device, state, database.Open(device.Ueid), now, window);
            database.Write(found);
            FindingChanges gap = GapAlarm.Of(state, waiting, database.Open(device.Ueid), now);
            database.Write(gap);
            FindingChanges quiet = FindingRules.Quiet(database.Open(device.Ueid), now);
            database.Write(quiet);
            changed |= found.Findings.Count + gap.Findings.Count + quiet.Findings.Count > 0;
            if (gap.Findings.Any(finding => finding.Closed is null))
            {
                outbox.Command(device.Ueid, CommandVerbs.Resend);
            }

            if (state.Memory.Doubted is not null)
            {
                // Its birth says for what it waits.
                outbox.Command(device.Ueid, CommandVerbs.Rebirth);
            }
        }

        foreach (IssuedDirective directive in database.Directives())
        {
            if (director?.Renew(database, directive) is { } renewed)
            {
                outbox.Desired(renewed);
            }
        }

        return changed;
    }
}
