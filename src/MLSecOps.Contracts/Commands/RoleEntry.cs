namespace MLSecOps.Contracts.Commands;

/// <summary>One role in JSON.</summary>
/// <param name="Role">publisher, director, root or hub.</param>
/// <param name="Threshold">Different keys needed.</param>
/// <param name="KeyUsage"><c>strict</c> or <c>oms</c>.</param>
/// <param name="Anchors">CA certificates.</param>
public sealed record RoleEntry(string Role, int Threshold, string KeyUsage, IReadOnlyList<AnchorEntry> Anchors);
