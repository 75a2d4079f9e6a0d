package io.conpool.it.support;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.ClassTemplate;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Runs a class of tests on platform threads and, where the JDK has them, on virtual threads.
 *
 * <p>Test methods may ask for a {@link ThreadKind} and for {@link Pools}; the methods themselves
 * run on a thread of that kind, and afterwards nothing of the pools may be left.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ClassTemplate
@ExtendWith(ThreadKinds.class)
public @interface OnEachKindOfThread {}
