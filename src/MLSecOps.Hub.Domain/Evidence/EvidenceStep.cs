using MLSecOps.Hub.Domain.Devices;
using MLSecOps.Hub.Domain.Findings;

namespace MLSecOps.Hub.Domain.Evidence;

/// <summary>What evidence did to what is known of a device.</summary>
/// <param name="State">The state after it; the same when the evidence did not count.</param>
/// <param name="Counts">False when it proves nothing new: it is a repeated or a late one, and its appraisal is not the newest.</param>
/// <param name="Changes">Findings and lines.</param>
public sealed record EvidenceStep(DeviceState State, bool Counts, FindingChanges Changes);
