using MLSecOps.Contracts.Journal;
using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Storage;
using MLSecOps.Hub.Ingest;

namespace MLSecOps.Hub.Devices;

/// <summary>What happens to a device's identity, written down within the caller's transaction. Brokers are told after the commit.</summary>
internal static class DeviceLife
{
    /// <summary>The renewed key was used: it alone counts from now on.</summary>
    public static Device Promote(IHubTransaction database, Device device, DeviceKey next, DateTimeOffset now)
    {
        (Device promoted, DeviceKey ended) = IdentityRules.Promote(device, next, now);
        database.TakeKey(next.Key);
        database.PutDevice(promoted);
        database.PutKey(ended);
        database.Write(FindingRules.OfSeen(IdentityEvents.CertificateRenewed, "the renewed key is in use", database.Open(device.Ueid), now));
        database.AddChange(IdentityRules.Line(device.Ueid, "uses its renewed key; the one before does not count any more", now));
        return promoted;
    }

    /// <summary>An administrator doubts who holds the key: none of the device's keys counts until it enrols again.</summary>
    public static void Revoke(IHubTransaction database, Device device, string by, DateTimeOffset now)
    {
        EndKeys(database, device, KeyEnd.Revoked, now);
        // Its board may be another one when it enrols again; what it proves then is recorded anew.
        database.ForgetTpm(device.Ueid);
        database.PutDevice(device with { Standing = DeviceStanding.Revoked, StandingSince = now });
        database.AddChange(new Change(now, device.Ueid, null, $"key revoked by {by}; the device is to enrol again", null, "warning"));
    }

    /// <summary>The device is out of use.</summary>
    public static void Retire(IHubTransaction database, Device device, string by, DateTimeOffset now)
    {
        EndKeys(database, device, KeyEnd.Retired, now);
        database.ForgetTpm(device.Ueid);
        database.PutDevice(device with { Standing = DeviceStanding.Retired, StandingSince = now });
        database.PutState(database.StateOf(device.Ueid) with { Connected = false });
        database.Write(FindingRules.OfRetirement(database.Open(device.Ueid), now));
        database.AddChange(new Change(now, device.Ueid, null, $"retired by {by}", null, "notice"));
    }

    /// <summary>A device that is known, revoked or retired, enrolled with a new key.</summary>
    public static void Reenrol(IHubTransaction database, Device device, string how, DateTimeOffset now)
    {
        database.PutDevice(device);
        database.PutState(IdentityRules.Forget(database.StateOf(device.Ueid)));
        database.Write(FindingRules.OfReenrolment(database.Open(device.Ueid), now));
        database.AddChange(IdentityRules.Line(device.Ueid, $"enrolled again {how}", now));
    }

    private static void EndKeys(IHubTransaction database, Device device, KeyEnd cause, DateTimeOffset now)
    {
        foreach (DeviceKey ended in IdentityRules.EndAll(device, database.KeysOf(device.Ueid), cause, now))
        {
            database.PutKey(ended);
        }
    }
}
