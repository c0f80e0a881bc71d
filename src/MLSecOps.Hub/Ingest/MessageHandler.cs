using MLSecOps.Contracts.Telemetry;
using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Devices;
using MLSecOps.Hub.Identity;
using MLSecOps.Hub.Mqtt;
using MLSecOps.Hub.Service;

namespace MLSecOps.Hub.Ingest;

/// <summary>Does one piece of work within the intake's transaction.</summary>
internal sealed class MessageHandler(EvidenceIntake evidence, Rounds rounds, PendingDeaths deaths, RevocationLists lists, HubLog log, TimeProvider time)
{
    /// <summary>Does it; true when something changed that people see.</summary>
    public bool Handle(IHubTransaction database, Work work, Outbox outbox)
    {
        switch (work)
        {
            case Work.Message message:
                return Take(database, message, outbox);
            case Work.Violation { Ueid: { } ueid } violation when database.FindDevice(ueid) is not null:
                database.Write(FindingRules.Notice(ueid, null, violation.Reason, violation.Detail, database.Open(ueid), time.GetUtcNow()));
                return true;
            case Work.KeyUsed used:
                return Promote(database, used, outbox);
            case Work.Tick:
                return rounds.Tick(database, outbox);
            case Work.Welcome:
                rounds.Welcome(database, outbox);
                return true;
            case Work.Bulletin:
                Rounds.PublishBulletin(database, outbox);
                return true;
            case Work.Ask ask:
                outbox.Challenge(ask.Challenge.Ueid!, ask.Challenge, time.GetUtcNow());
                return false;
            case Work.Send send:
                foreach (Domain.Rollouts.IssuedDirective directive in send.Directives)
                {
                    outbox.Desired(directive);
                }

                return true;
            default:
                return false;
        }
    }

    private bool Take(IHubTransaction database, Work.Message work, Outbox outbox)
    {
        (IncomingMessage message, DateTimeOffset now) = (work.Received, work.At);
        if (Topics.Parse(message.Topic) is not { IsUp: true } topic || database.FindDevice(topic.Ueid) is not { } device)
        {
            log.Problem(EnrolmentReasons.DeviceNotEnrolled, $"a message on {message.Topic}");
            return false;
        }

        if (Foreign(device, message) is { } foreign)
        {
            database.Write(FindingRules.Notice(device.Ueid, null, foreign, $"a message on {topic.Kind}", database.Open(device.Ueid), now));
            return true;
        }

        DeviceState state = database.StateOf(topic.Ueid) with { LastSeen = now };
        switch (topic.Kind)
        {
            case Topics.Death:
                TakeDeath(database, state, message, now);
                break;
            case Topics.Evidence:
                state = evidence.Take(database, device, state, work, outbox);
                break;
            case Topics.Birth or Topics.Finding or Topics.Update:
                state = RecordIntake.Take(database, state, topic, message, now, outbox);
                break;
            default:
                // A metric may be lost, and this hub sends no command that has a result: neither changes what is known of the device.
                break;
        }

        database.PutState(state);
        return true;
    }

    // Whatever the broker let through: a device whose key was revoked says nothing here, and what was under way when it was comes too late.
    private static Reason? Foreign(Device device, IncomingMessage message) => device.Standing switch
    {
        DeviceStanding.Retired => EnrolmentReasons.DeviceRetired,
        DeviceStanding.Revoked => EnrolmentReasons.KeyRevoked,
        _ => message.Key is { } key && key != device.Key ? EnrolmentReasons.KeySuperseded : null,
    };

    private bool Promote(IHubTransaction database, Work.KeyUsed used, Outbox outbox)
    {
        if (database.FindDevice(used.Ueid) is not { Standing: DeviceStanding.Enrolled } device || database.FindKey(used.Key) is not { Ended: null } next || next.Ueid != device.Ueid)
        {
            return false;
        }

        DeviceLife.Promote(database, device, next, time.GetUtcNow());
        if (lists.Renew(database))
        {
            outbox.Revocations();
        }

        return true;
    }

    private void TakeDeath(IHubTransaction database, DeviceState state, IncomingMessage message, DateTimeOffset now)
    {
        if (TelemetryJson.TryRead(message.Payload.Span, TelemetryJson.Default.DeathRecord, out DeathRecord? death))
        {
            deaths.Add(state.Ueid, death.BdSeq, now);
        }
        else
        {
            database.Write(FindingRules.Notice(state.Ueid, null, HubReasons.MessageMalformed, "a death that cannot be read", database.Open(state.Ueid), now));
        }
    }
}
