namespace MLSecOps.Core.Findings;

/// <summary>Reasons of the agent's connection to the broker: what the broker's reason codes (MQTT 5.0, section 2.4) mean to the device.</summary>
public static class LineReasons
{
    /// <summary>The broker has too much to do.</summary>
    public static Reason BrokerBusy { get; } = new(
        "BROKER_BUSY", ReasonClass.Unreachable, "the broker has too much to do or is going down",
        "It says that it is busy, shuts down, or that a quota or rate is exceeded. The device waits longer and tries again; records wait in the spool.",
        "Nothing needs to be done on the device. If it stays so, look at the broker's load and at its quotas for this device.");

    /// <summary>The broker names another one.</summary>
    public static Reason BrokerMoved { get; } = new(
        "BROKER_MOVED", ReasonClass.Unreachable, "the broker says that another one is to be used",
        "The device does not follow: where it connects is the administrator's to say, and a broker that was taken over could send it anywhere. It keeps trying the address that it was given.",
        "If the broker did move, change hub.mqtt in agent.toml; if not, look at the broker.");

    /// <summary>Another connection has the session.</summary>
    public static Reason SessionTakenOver { get; } = new(
        "SESSION_TAKEN_OVER", ReasonClass.Rejected, "another connection took over the device's session",
        "The broker said so to a connection that was alive; one that is dead hears nothing. So somebody else connected with this device's certificate: another program has its key. The device waits longer before it connects again.",
        "Look whether a second agent runs with this device's state, such as a copied image. The hub shows DEVICE_CLONED when two copies speak in turn.");

    /// <summary>A message does not fit.</summary>
    public static Reason MessageTooLarge { get; } = new(
        "MESSAGE_TOO_LARGE", ReasonClass.Operational, "a message is larger than the broker takes",
        "The broker's limit of packets is below what the device has to say. The message was not sent: a broker hangs up on a packet that is too large. Records keep their place and wait.",
        "Raise the broker's limit (max_packet_size in mosquitto.conf) to 256 KiB.");

    /// <summary>The broker cannot do what the line needs.</summary>
    public static Reason BrokerIncompatible { get; } = new(
        "BROKER_INCOMPATIBLE", ReasonClass.Unreachable, "broker and device do not understand each other",
        "The broker does not speak MQTT 5, lacks a feature that the line needs, or says that the device broke the protocol.",
        "Use a broker of MQTT 5 with QoS 1 and persistent sessions, and versions of agent and broker that know each other.");

    /// <summary>All of them, in the order of the reference page.</summary>
    public static IReadOnlyList<Reason> All { get; } = [BrokerBusy, BrokerMoved, SessionTakenOver, MessageTooLarge, BrokerIncompatible];
}
