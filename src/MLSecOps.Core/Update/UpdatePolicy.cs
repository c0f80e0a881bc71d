namespace MLSecOps.Core.Update;

/// <summary>What the device's configuration decides about updates.</summary>
/// <param name="Enforce">True in mode <c>enforce</c>. In mode <c>observe</c> a failed inspection, rehearsal or integrity check is reported and stops nothing; what did not verify is not installed in either mode.</param>
/// <param name="ConfirmBy">Who confirms a new release.</param>
/// <param name="RestoreTampered">Whether a tampered release is put back from the device's own pristine package.</param>
/// <param name="AllowOpaque">Whether formats that cannot be rehearsed here may become current.</param>
public sealed record UpdatePolicy(bool Enforce, ConfirmBy ConfirmBy, bool RestoreTampered, bool AllowOpaque);
