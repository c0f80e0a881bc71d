using MLSecOps.Hub.Domain.Bulletins;
using MLSecOps.Hub.Domain.Packages;

namespace MLSecOps.Hub.Page.Views;

/// <summary>One package and what publishers said of it since.</summary>
/// <param name="Package">As it was pushed.</param>
/// <param name="Withdrawal">Why it must not run any more, by the bulletin in force; null when nothing is against it.</param>
public sealed record PackageRow(StoredPackage Package, Withdrawal? Withdrawal);
