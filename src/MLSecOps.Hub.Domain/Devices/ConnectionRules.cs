using MLSecOps.Contracts.Telemetry;
using MLSecOps.Hub.Domain.Findings;
using MLSecOps.Hub.Domain.Records;

namespace MLSecOps.Hub.Domain.Devices;

/// <summary>Whether a device is connected, by births and wills that may come late and twice: each has the number of its connection.</summary>
public static class ConnectionRules
{
    /// <summary>A birth came. One of an earlier connection says nothing; the same again does not bring a connection back that ended.</summary>
    /// <param name="state">What is known of the device.</param>
    /// <param name="birth">What it said.</param>
    /// <param name="now">The hub's clock.</param>
    public static (DeviceState State, Change? Line) Born(DeviceState state, BirthRecord birth, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(birth);
        if (birth.BdSeq < state.BdSeq)
        {
            return (state, null);
        }

        bool ended = birth.BdSeq == state.BdSeq && state.Died is not null;
        DeviceState born = state with
        {
            BdSeq = birth.BdSeq,
            Connected = !ended,
            Died = ended ? state.Died : null,
            AgentVersion = birth.AgentVersion,
            Hardware = birth.Hardware,
        };
        return (born, born.Connected && (!state.Connected || birth.BdSeq != state.BdSeq)
            ? new Change(now, state.Ueid, null, $"connected, agent {birth.AgentVersion}", null, Severity.Info)
            : null);
    }

    /// <summary>A will, or a farewell, came. That of an earlier connection is stale.</summary>
    /// <param name="state">What is known of the device.</param>
    /// <param name="bdSeq">Number of the connection that ended.</param>
    /// <param name="now">The hub's clock.</param>
    public static (DeviceState State, Change? Line) Died(DeviceState state, long bdSeq, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(state);
        if (bdSeq < state.BdSeq || (bdSeq == state.BdSeq && state.Died is not null))
        {
            return (state, null);
        }

        return (
            state with { BdSeq = bdSeq, Connected = false, Died = now },
            state.Connected ? new Change(now, state.Ueid, null, "the connection ended", null, Severity.Info) : null);
    }
}
